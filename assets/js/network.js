// The network of groups: who points at a group, or reaches it with the keyboard, sees its ties alone, and the list
// below shows only these. A group that was reached by keyboard stays chosen until another is, or Escape.

const picture = document.getElementById("netz");
const list = document.querySelector(".f-pairs");
const says = document.getElementById("netz-sagt");
const all = document.getElementById("netz-alle");

let chosen = null;

function has(element, group) {
  return element.dataset.groups.split(" ").includes(group);
}

function show(link) {
  const group = link?.dataset.group;
  const near = new Set(group ? [group] : []);
  for (const tie of picture.querySelectorAll("[data-groups]")) {
    const isOn = Boolean(group) && has(tie, group);
    tie.classList.toggle("is-on", isOn);
    if (isOn) for (const one of tie.dataset.groups.split(" ")) near.add(one);
  }
  for (const svg of picture.querySelectorAll("svg")) svg.classList.toggle("has-one", Boolean(group));
  for (const one of picture.querySelectorAll("[data-group]")) one.classList.toggle("is-on", near.has(one.dataset.group));
  for (const pair of list.children) pair.hidden = Boolean(group) && !has(pair, group);
  says.textContent = group ? says.dataset.only.replace("{group}", link.dataset.name) : "";
  all.hidden = !group;
}

function choose(link) {
  chosen = link;
  show(link);
}

picture.addEventListener("pointerover", (event) => {
  if (event.pointerType === "mouse") show(event.target.closest("[data-group]") ?? chosen);
});
picture.addEventListener("pointerleave", () => show(chosen));
picture.addEventListener("focusin", (event) => {
  const link = event.target.closest("[data-group]");
  if (link?.matches(":focus-visible")) choose(link);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) choose(null);
});
all.firstElementChild.addEventListener("click", () => choose(null));
