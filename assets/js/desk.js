// The desk with JavaScript: keys, and steps without a new page (htmx). Every key presses something that is on the page and works without it:
// data-key="j" on a link, a button, a form or a <details>; several keys are parted by spaces. "shift+2" is the key with that digit,
// whatever sign the keyboard puts above it.
(() => {
  document.documentElement.classList.add("has-keys");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return leave(event.target);
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const bench = document.querySelector("[data-keys]");
    const digit = event.shiftKey && /^Digit\d$/.test(event.code) && !/\d/.test(event.key) ? event.code.at(-1) : "";
    const key = digit ? `shift+${digit}` : event.key.toLowerCase();
    const found = bench?.querySelector(`[data-key~="${CSS.escape(key)}"]`);
    if (!found) return;
    event.preventDefault();
    press(found, key);
  });

  function press(found, key) {
    if (found.matches("form")) return found.requestSubmit();
    if (!found.matches("details")) return found.click();
    found.open = true;
    const named = found.dataset[`field${key.toUpperCase()}`];
    const field = named ? document.getElementById(named) : found.querySelector("textarea, input:not([type=hidden])");
    field?.focus();
  }

  // Escape leaves a field, so that keys work again.
  function leave(target) {
    const tool = target.closest("details[data-key]");
    if (!tool) return;
    tool.open = false;
    tool.querySelector("summary").focus();
  }

  // An answer without the part that was asked for (signed out, finished, gone) is a page of its own.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (xhr.responseText.includes(`id="${target.id}"`)) return (part(target), lead(xhr.responseText));
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
  });

  // While old and new stand side by side, the old open form would close the new one of the same name.
  function part(target) {
    for (const form of target.querySelectorAll("details[name]")) form.removeAttribute("name");
  }

  // The links to other languages stand outside of the part that changes: they lead to the page that is shown now.
  function lead(answer) {
    for (const link of new DOMParser().parseFromString(answer, "text/html").querySelectorAll("a[hreflang]"))
      for (const here of document.querySelectorAll(`a[hreflang="${link.hreflang}"]`)) here.href = link.getAttribute("href");
  }

  // After a step the focus is on the open item, else on the heading of the section that the step was made in, else on the page's.
  let section = "";
  document.addEventListener("htmx:beforeRequest", (event) => {
    section = event.target.closest("section")?.getAttribute("aria-labelledby") ?? "";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "werkbank") return;
    const bench = document.getElementById("werkbank");
    const place = bench.querySelector("[aria-current=true]") ?? bench.querySelector(`h2#${CSS.escape(section || "-")}`) ?? bench.querySelector("h1");
    place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  });
})();
