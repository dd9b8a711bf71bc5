// "New since your last visit", for those who asked for it on the page of news. The time of the last visit stays in
// this browser (localStorage); the server is asked, to the hour, how much is new since, and not who asks.
(() => {
  const PAUSE = 30 * 60 * 1000; // A visit is over when nothing was opened for so long.
  const link = document.querySelector("[data-visit]");
  if (!link) return;
  const place = `faden-visit:${link.dataset.visit}`;
  const now = new Date();

  const visit = read();
  if (visit) {
    if (now - new Date(visit.seen) > PAUSE) visit.before = visit.seen;
    keep({ ...visit, seen: now.toISOString() });
    if (visit.before) tell(visit.before);
  }
  offer();

  function read() {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  }

  function keep(visit) {
    try {
      if (visit) localStorage.setItem(place, JSON.stringify(visit));
      else localStorage.removeItem(place);
    } catch {
      // A browser that keeps nothing shows no more than one without JavaScript.
    }
  }

  async function tell(before) {
    const since = `${before.slice(0, 13)}:00Z`;
    const answer = await fetch(`${link.dataset.visit}?seit=${since}`).catch(() => null);
    const found = answer?.ok ? await answer.json() : { count: 0 };
    if (!found.count) return;
    const { lang } = document.documentElement;
    const day = new Date(before).toLocaleDateString(lang === "en" ? "en-GB" : lang, { day: "numeric", month: "long", year: "numeric" });
    const anchor = link.querySelector("a");
    anchor.textContent = anchor.textContent.replace("{day}", day).replace("{count}", found.words);
    anchor.href += `?seit=${since}`;
    link.hidden = false;
  }

  // The page of news has the switch.
  function offer() {
    const choice = document.querySelector("[data-visit-choice]");
    if (!choice) return;
    choice.hidden = false;
    show(choice);
    choice.querySelector("button").addEventListener("click", () => {
      keep(read() ? null : { seen: now.toISOString() });
      link.hidden = true;
      show(choice);
    });
  }

  function show(choice) {
    const state = read() ? "on" : "off";
    for (const part of choice.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  }
})();
