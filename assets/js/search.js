// Suggestions while typing in a search: a combobox with a list below it, as ARIA's authoring practices describe it.
// The element with data-suggestions holds the field and every word that is said; without this script it is a plain search.
(() => {
  const WAIT = 150; // milliseconds without a key before the server is asked
  for (const box of document.querySelectorAll("[data-suggestions]")) enhance(box, box.querySelector("input"));

  function enhance(box, input) {
    const known = new Map();
    let options = [], chosen = -1, typed = input.value, timer, asked;

    const list = Object.assign(document.createElement("ul"), { id: `${input.id}-suggestions`, className: "f-suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.dataset.label);
    const status = Object.assign(document.createElement("span"), { className: "kern-sr-only" });
    status.setAttribute("role", "status");
    input.after(list, status);
    // A field of the type "search" may not become a combobox.
    input.type = "text";
    input.setAttribute("enterkeyhint", "search");
    input.setAttribute("autocomplete", "off");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
      input.setAttribute(name, value);

    input.addEventListener("input", () => {
      typed = input.value;
      close();
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return void ask();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        go(options[chosen]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        input.value = typed;
        close();
      }
    });
    input.addEventListener("blur", () => close());
    // The focus stays in the field while the list is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const at = [...list.children].indexOf(event.target.closest("li"));
      if (at >= 0) go(options[at]);
    });

    async function ask() {
      const question = typed.trimStart();
      if (question.trim().length < 2) return;
      asked = question;
      try {
        if (!known.has(question)) {
          const answer = await fetch(`${box.dataset.suggestions}?${new URLSearchParams({ q: question })}`);
          if (!answer.ok) return;
          known.set(question, (await answer.json()).suggestions);
        }
      } catch {
        return; // without a network the search stays what it is
      }
      // Another letter came meanwhile, or the field was left.
      if (asked === typed.trimStart() && document.activeElement === input) open(known.get(question));
    }

    function open(found) {
      options = found;
      list.replaceChildren(...found.map(option));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = { 0: box.dataset.none, 1: box.dataset.one }[found.length] ?? box.dataset.many.replace("#", found.length);
    }

    function option({ text, kind }, at) {
      const row = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, textContent: text });
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      if (kind) row.append(" ", Object.assign(document.createElement("span"), { className: "f-muted", textContent: kind }));
      return row;
    }

    // Beyond the last and before the first one the field itself is chosen, with what was typed.
    function move(by) {
      list.children[chosen]?.setAttribute("aria-selected", "false");
      chosen = ((chosen + 1 + by + options.length + 1) % (options.length + 1)) - 1;
      const row = list.children[chosen];
      row?.setAttribute("aria-selected", "true");
      row?.scrollIntoView({ block: "nearest" });
      if (row) input.setAttribute("aria-activedescendant", row.id);
      else input.removeAttribute("aria-activedescendant");
      input.value = row && !options[chosen].kind ? options[chosen].text : typed;
    }

    function go({ text, kind, url }) {
      if (kind) return window.location.assign(url);
      input.value = text;
      close();
      input.form.requestSubmit();
    }

    function close() {
      clearTimeout(timer);
      options = [];
      chosen = -1;
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      status.textContent = "";
    }
  }
})();
