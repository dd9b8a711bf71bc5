// The map beside the list of places, drawn by Leaflet. Names, numbers and words come from the list and from data-…;
// where the places are comes from /karte.json. What the map shows the list says as well.
(() => {
  const box = document.getElementById("karte");
  const says = box.dataset;
  const status = document.getElementById("karte-sagt");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const touch = matchMedia("(pointer: coarse)").matches;
  const wide = matchMedia("(min-width: 60rem)");
  const spots = new Map();
  const outlines = new Map();
  let map, clusters, here, opener;

  fetch(says.source).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer))).then(draw, () => {
    box.textContent = says.failed;
  });

  function draw(found) {
    box.textContent = "";
    // With one finger a phone scrolls the page; a wheel does so until the map has the focus.
    map = L.map(box, { zoomControl: false, attributionControl: false, zoomSnap: 0.5, maxZoom: 18, dragging: !touch, scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still, inertia: !still });
    L.control.zoom({ position: "bottomright", zoomInTitle: says.larger, zoomOutTitle: says.smaller }).addTo(map);
    map.createPane("names").style.zIndex = 450;
    const ground = L.geoJSON(found, { filter: ({ properties }) => properties.at || properties.of, interactive: false, style, onEachFeature: keepOutline }).addTo(map);
    clusters = L.markerClusterGroup({ maxClusterRadius: 96, showCoverageOnHover: false, animate: !still, iconCreateFunction: several });
    found.features.filter((one) => one.properties.at).forEach(addDistrict);
    clusters.addLayers(found.features.filter((one) => one.properties.kind).map(addPlace));
    map.addLayer(clusters);
    const bounds = clusters.getBounds().extend(ground.getBounds());
    if (!bounds.isValid()) return (box.textContent = says.empty);
    map.fitBounds(bounds, { padding: [8, 8], maxZoom: 16, animate: false });
    map.setMinZoom(map.getZoom() - 1).setMaxBounds(map.getBounds().pad(0.5));
    listen();
    arrange();
    offerPicture();
    if (location.hash) show(location.hash.slice(1));
  }

  // The ground: outlines of districts, lines of streets, areas of parks. Nobody has to reach it.
  function style({ geometry, properties }) {
    return { className: properties.at ? "f-map__district" : `f-map__shape${geometry.type.endsWith("Polygon") ? " f-map__shape--area" : ""}` };
  }

  function keepOutline({ id, properties }, layer) {
    if (properties.at) outlines.set(id, layer);
  }

  function addDistrict({ id, properties: { at, name } }) {
    const label = element("span", "", name);
    L.marker([at[1], at[0]], { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "f-map__name", html: label, iconSize: null }) }).addTo(map);
    document.getElementById(id).querySelector("p:last-child").append(" ", showButton(id, name));
  }

  // A place: what it is called and how much was said is read from the list.
  function addPlace({ id, geometry: { coordinates: [longitude, latitude] }, properties: { count } }) {
    const row = document.getElementById(id);
    const name = nameIn(row);
    const icon = spot(`${name}, ${countIn(row)}`, element("span", "", name), element("b", "", count));
    const marker = L.marker([latitude, longitude], { icon, riseOnHover: true, row });
    // Leaflet asks for the contents again whenever it lays the popup out.
    let sheet;
    marker.bindPopup(() => (sheet ??= popup(marker, row)), { closeButton: false, minWidth: 220, maxWidth: Math.min(320, box.clientWidth - 84), autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [64, 12] });
    spots.set(id, marker);
    row.append(showButton(id, name));
    return marker;
  }

  function showButton(id, name) {
    const button = element("button", "f-show", says.show);
    button.type = "button";
    button.setAttribute("aria-label", `${says.show}: ${name}`);
    button.addEventListener("click", () => show(id, button));
    return button;
  }

  const nameIn = (row) => row.querySelector("a").textContent;
  const countIn = (row) => row.querySelector("[data-count]").textContent;

  function several(cluster) {
    const words = says.several.replace("{count}", cluster.getChildCount());
    return spot(`${words}. ${says.apart}`, element("b", "", words));
  }

  // Leaflet's own icons are pictures without a name.
  function spot(label, ...parts) {
    const many = parts.length === 1 ? " f-spot--many" : "";
    const width = many ? 24 + 8 * parts[0].textContent.length : 32;
    const icon = L.divIcon({ className: `f-spot${many}`, iconSize: [width, 32], iconAnchor: [width / 2, 16], popupAnchor: [0, -16] });
    icon.createIcon = (old) => {
      const made = L.DivIcon.prototype.createIcon.call(icon, old);
      made.setAttribute("aria-label", label);
      made.replaceChildren(...parts.flatMap((part) => [part, " "]));
      return made;
    };
    return icon;
  }

  // The first statements stand on the place's own page.
  function popup(marker, row) {
    const sheet = element("div", "f-map__popup");
    const link = row.querySelector("a");
    const statements = element("ul");
    const all = element("a", "", says.all.replace("{count}", countIn(row)));
    const close = element("button", "f-show", says.close);
    all.href = link.href;
    close.type = "button";
    close.addEventListener("click", leave);
    const feet = element("p", "f-tools-row");
    feet.append(all, close);
    sheet.append(element("p", "f-h4", nameIn(row)), statements, feet);
    sheet.setAttribute("role", "dialog");
    sheet.setAttribute("aria-label", nameIn(row));
    sheet.tabIndex = -1;
    fetch(link.href).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer))).then((page) => {
      const found = new DOMParser().parseFromString(page, "text/html").querySelectorAll(".f-statements .f-words");
      statements.append(...[...found].slice(0, 3).map((one) => { const item = element("li"); item.append(document.adoptNode(one)); return item; }));
    }, () => statements.append(element("li", "", says.failed))).then(() => layOut(marker.getPopup(), sheet));
    return sheet;
  }

  // Leaflet takes the contents out and puts them in again, which loses the focus.
  function layOut(opened, sheet) {
    const focused = document.activeElement;
    if (!opened.isOpen()) return;
    opened.update();
    if (sheet.contains(focused)) focused.focus({ preventScroll: true });
  }

  function listen() {
    map.on("popupopen", ({ popup: opened }) => chosen(opened._source, opened.getElement().querySelector(".f-map__popup")));
    map.on("popupclose", unmark);
    map.on("moveend", arrange);
    clusters.on("animationend spiderfied unspiderfied", arrange);
    clusters.on("clusterclick clusterkeypress", ({ layer, originalEvent }) => {
      if (originalEvent.key === undefined || originalEvent.key === "Enter") say(says.opened.replace("{count}", layer.getChildCount()));
    });
    box.addEventListener("focusin", () => map.scrollWheelZoom.enable());
    box.addEventListener("focusout", ({ relatedTarget }) => box.contains(relatedTarget) || map.scrollWheelZoom.disable());
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && here) leave();
      else if (event.key === " " && event.target.matches(".f-spot")) (event.preventDefault(), event.target.click());
    });
    addEventListener("hashchange", () => show(location.hash.slice(1)));
  }

  // A place is chosen, on the map or in the list: both say so.
  function chosen(marker, sheet) {
    here = marker.options.row;
    here.setAttribute("aria-current", "true");
    here.closest("details").open = true;
    if (wide.matches) here.scrollIntoView(gently("nearest"));
    marker.getElement().classList.add("is-here");
    opener ??= marker.getElement();
    say(`${nameIn(here)}, ${countIn(here)}`);
    sheet.focus({ preventScroll: true });
  }

  // Escape and the button lead back to where it was opened from.
  function leave() {
    const back = [opener, spots.get(here.id).getElement(), box].find((one) => one?.isConnected);
    map.closePopup();
    back.focus({ preventScroll: box.contains(back) });
  }

  function unmark() {
    if (!here) return;
    here.removeAttribute("aria-current");
    spots.get(here.id).getElement()?.classList.remove("is-here");
    here = opener = undefined;
  }

  // What a button of the list asks for, or an address that ends in #ort-12 or #stadtteil-nord.
  function show(id, from) {
    if (!spots.has(id) && !outlines.has(id)) return;
    map.closePopup();
    opener = from;
    if (!wide.matches) box.scrollIntoView(gently("center"));
    if (spots.has(id)) return clusters.zoomToShowLayer(spots.get(id), () => spots.get(id).openPopup());
    map.fitBounds(outlines.get(id).getBounds(), { animate: !still });
    box.focus({ preventScroll: true });
  }

  const gently = (block) => ({ block, behavior: still ? "instant" : "smooth" });

  function say(words) {
    status.textContent = words;
  }

  // Tab goes through the places as one reads: from the top to the bottom, from the left to the right.
  function arrange() {
    const pane = map.getPanes().markerPane;
    const focused = document.activeElement;
    const band = ({ y }) => Math.round(y / 48);
    const place = (one) => L.DomUtil.getPosition(one);
    const sorted = [...pane.children].sort((one, two) => band(place(one)) - band(place(two)) || place(one).x - place(two).x);
    if (sorted.some((one, at) => one !== pane.children[at])) {
      pane.append(...sorted);
      if (pane.contains(focused)) focused.focus({ preventScroll: true });
    }
    nameWhereThereIsRoom(sorted);
  }

  // A name is written where it covers nothing: a district's within it, a place's beside its ring, or nowhere.
  function nameWhereThereIsRoom(rings) {
    const frame = box.getBoundingClientRect();
    const taken = [...rings, box.querySelector(".leaflet-bar")].map((one) => one.getBoundingClientRect());
    const isFree = (at) => at.left > frame.left && at.right < frame.right && taken.every((one) => at.right < one.left || at.left > one.right || at.bottom < one.top || at.top > one.bottom);
    const set = (name, places) => {
      const fits = places.some((place) => {
        name.className = place;
        return isFree(name.getBoundingClientRect());
      });
      if (fits) taken.push(name.getBoundingClientRect());
      else name.className = "";
    };
    for (const name of box.querySelectorAll(".f-map__name > span")) set(name, ["is-named", "is-named is-above", "is-named is-below"]);
    for (const name of rings.map((one) => one.querySelector("span")).filter(Boolean)) set(name, ["is-named", "is-named is-left"]);
  }

  // The picture of the map comes from another server, only when somebody asks for it.
  function offerPicture() {
    const button = document.getElementById("kartenbild");
    if (!button) return;
    const { tiles, off } = button.dataset;
    const label = button.querySelector(".kern-label");
    const on = label.textContent;
    const layer = L.tileLayer(tiles, { maxZoom: 18 });
    const turn = (wanted) => {
      map[wanted ? "addLayer" : "removeLayer"](layer);
      box.classList.toggle("has-picture", wanted);
      label.textContent = wanted ? off : on;
      document.getElementById("kartenbild-von").hidden = !wanted;
      localStorage.setItem("faden-kartenbild", wanted ? "1" : "");
    };
    button.addEventListener("click", () => turn(!map.hasLayer(layer)));
    if (localStorage.getItem("faden-kartenbild")) turn(true);
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
})();
