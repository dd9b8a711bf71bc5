// Voting with JavaScript: the next statement at once, keys, and votes that wait in this browser (localStorage) until the
// server has said that they arrived. Without it, each vote is a form and a page.
(() => {
  const root = document.querySelector("[data-voting]");
  if (!root) return;
  const { voting, ticket, send, page } = root.dataset;
  const place = `faden-votes:${voting}`;
  const form = root.querySelector("[data-vote]");
  const status = root.querySelector("[data-arrival]");
  const LONGEST_PAUSE = 60_000;
  const SLIP = 400; // A second press so soon was meant for the statement before.

  let unkept = null; // The votes, where the browser keeps nothing.
  let isBusy = false;
  let tries = 0;
  let timer = 0;
  let shownAt = 0;
  let isFresh = true; // Nothing was said since the page came.
  let ahead = JSON.parse(document.getElementById("bereit")?.textContent ?? "[]");

  // Votes of another ticket are nobody's any more: deleted, or of somebody who used this browser before.
  if (kept()?.ticket !== ticket || !ticket) keep([]);
  if (form) begin();
  if (ticket && send && waiting().length) deliver();
  window.addEventListener("online", () => ((tries = 0), deliver()));
  window.addEventListener("beforeunload", (event) => unkept?.length && event.preventDefault());

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  }

  // Always read anew: another tab may have added or delivered votes.
  function waiting() {
    const found = kept();
    return unkept ?? (found?.ticket === ticket ? found.votes : []);
  }

  function keep(votes) {
    try {
      if (votes.length) localStorage.setItem(place, JSON.stringify({ ticket, votes }));
      else localStorage.removeItem(place);
      unkept = null;
    } catch {
      unkept = votes;
    }
  }

  function begin() {
    document.documentElement.classList.add("has-keys");
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing) return;
      if (event.target.closest("input, textarea, select, [contenteditable]") || form.hidden) return;
      const button = form.querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    });
    // Who has not agreed yet is asked by a page; who changes a vote goes back to where they came from.
    if (!ticket || form.elements.zurueck) return;
    const { aussage } = form.elements;
    name(aussage.value);
    form.addEventListener("submit", (event) => {
      if (!event.submitter) return;
      event.preventDefault();
      if (performance.now() - shownAt >= SLIP) cast(aussage.value, event.submitter);
    });
  }

  function cast(number, button) {
    const vote = { number: Number(number), stance: button.value, at: Date.now() };
    isFresh = false;
    keep([...waiting().filter((one) => one.number !== vote.number), vote]);
    list(vote);
    next();
    deliver();
  }

  function next() {
    const seen = waiting().map((one) => one.number);
    ahead = ahead.filter((one) => !seen.includes(one.nummer));
    if (ahead.length) return show(ahead.shift());
    form.hidden = true;
    root.querySelector("[data-statement]").hidden = true;
    const exhausted = root.querySelector("[data-exhausted]");
    exhausted.hidden = false;
    exhausted.setAttribute("tabindex", "-1");
    exhausted.focus();
  }

  function show(statement) {
    const part = root.querySelector("[data-statement]");
    // It grows and never shrinks, so that the buttons stay where the thumb is.
    part.style.minHeight = `${part.offsetHeight}px`;
    const words = part.querySelector("h1");
    words.textContent = statement.worte;
    words.lang = statement.sprache;
    const origin = part.querySelector("[data-origin]");
    const contribution = part.querySelector("[data-contribution]");
    origin.textContent = statement.herkunft;
    origin.hidden = Boolean(statement.beitrag);
    contribution.hidden = !statement.beitrag;
    contribution.querySelector("a").href = statement.adresse;
    contribution.querySelector("a span").textContent = statement.beitrag;
    contribution.querySelector("[data-group]").textContent = statement.gruppe;
    form.elements.aussage.value = statement.nummer;
    part.querySelector("[data-before]").hidden = true;
    part.querySelector("[data-progress]").hidden = form.hidden = part.hidden = false;
    root.querySelector("[data-exhausted]").hidden = true;
    root.querySelector(".f-message[role=alert]:not([data-refused])")?.remove();
    count();
    name(statement.nummer);
    shownAt = performance.now();
    words.focus();
  }

  function count() {
    const counter = root.querySelector("[data-progress]");
    if (!counter) return;
    const { progress, answered, total } = counter.dataset;
    const place = Math.min(Number(answered) + waiting().length + 1, Number(total));
    counter.textContent = progress.replace("{next}", place).replace("{total}", total);
  }

  // "Back" from a contribution leads to the same statement.
  function name(number) {
    history.replaceState(history.state, "", `${page}?aussage=${number}`);
  }

  function list(vote) {
    const own = root.querySelector("[data-mine]");
    const words = root.querySelector("[data-statement] h1");
    const row = root.querySelector("[data-own-vote]").content.firstElementChild.cloneNode(true);
    const [said, hidden] = [row.querySelector("span"), row.querySelector("a span span")];
    said.textContent = words.textContent;
    hidden.textContent = words.textContent;
    said.lang = hidden.lang = words.lang;
    row.querySelector("b").textContent = form.querySelector(`[value="${vote.stance}"]`).dataset.said;
    row.querySelector("a").href += vote.number;
    for (const old of own.children) if (old.querySelector("a").href === row.querySelector("a").href) old.remove();
    own.prepend(row);
    while (own.children.length > 3) own.lastElementChild.remove();
  }

  // One after the other, and only one tab at a time: the last word on a statement is sent last.
  async function deliver() {
    if (isBusy || !ticket || !send) return;
    isBusy = true;
    clearTimeout(timer);
    try {
      if (navigator.locks) await navigator.locks.request(place, deliverAll);
      else await deliverAll();
    } finally {
      isBusy = false;
    }
    if (waiting().length && !timer) deliver();
  }

  async function deliverAll() {
    timer = 0;
    for (let votes = waiting(); votes.length; votes = waiting()) {
      const [vote] = votes;
      const answer = await post(vote);
      const facts = await answer?.json().catch(() => null);
      // What is no answer of ours (a hotel's page for signing in) says nothing of the vote.
      if (!answer || answer.status >= 500 || answer.status === 429 || (answer.ok && !facts)) return later();
      if (!facts) return stop();
      if (answer.status === 403) return leave();
      keep(waiting().filter((one) => one.number !== vote.number || one.at !== vote.at));
      tries = 0;
      if (answer.ok) arrived(facts);
      else if (!refused(vote, facts)) return;
    }
  }

  function post(vote) {
    const seen = [...waiting().map((one) => one.number), form?.elements.aussage.value].filter(Boolean);
    const body = new URLSearchParams({
      aussage: vote.number,
      stimme: vote.stance,
      gesehen: seen.slice(-200).join(","),
      csrfmiddlewaretoken: root.querySelector("[name=csrfmiddlewaretoken]").value,
    });
    const signal = AbortSignal.timeout?.(20_000);
    return fetch(send, { method: "POST", headers: { Accept: "application/json" }, body, keepalive: true, signal }).catch(() => null);
  }

  function arrived(facts) {
    const left = waiting().length;
    // They waited since an earlier visit: the page does not know of them.
    if (isFresh && !left) return form && !form.elements.zurueck ? location.replace(page) : location.reload();
    if (left) tell(root.dataset.waiting, root.dataset.waitingOne, left);
    else tell(root.dataset.arrived, root.dataset.arrivedOne, facts.anzahl);
    if (!form || form.elements.zurueck) return;
    const shown = form.hidden ? 0 : Number(form.elements.aussage.value);
    ahead = facts.weiter.filter((one) => one.nummer !== shown);
    const counter = root.querySelector("[data-progress]");
    Object.assign(counter.dataset, { answered: facts.beantwortet, total: facts.von });
    count();
    if (!form.hidden) return;
    if (ahead.length) next();
    else if (!left) location.assign(page);
  }

  // The server did not take a vote; returns whether others may still arrive.
  function refused(vote, facts) {
    const isOver = facts.offen === false;
    const lost = isOver ? [vote, ...waiting()] : [vote];
    const words = lost.length === 1 ? root.dataset.lostOne : root.dataset.lost.replace("{count}", lost.length);
    const note = root.querySelector("[data-refused]");
    note.textContent = words.replace("{reason}", facts.fehler);
    note.hidden = false;
    for (const one of lost) root.querySelector(`[data-mine] a[href$="=${one.number}"]`)?.closest("li").remove();
    status.textContent = "";
    if (!isOver) return true;
    keep([]);
    if (form) form.hidden = true;
    return false;
  }

  function leave() {
    keep([]);
    location.assign(page);
  }

  function stop() {
    status.textContent = root.dataset.stale;
    timer = -1;
  }

  function later() {
    tell(root.dataset.waiting, root.dataset.waitingOne, waiting().length);
    tries += 1;
    timer = setTimeout(deliver, Math.min(1000 * 2 ** tries, LONGEST_PAUSE) * (0.75 + Math.random() / 2));
  }

  function tell(many, one, count) {
    const words = count === 1 ? one : many.replace("{count}", count);
    if (status.textContent !== words) status.textContent = words;
  }
})();
