// Builds the one style sheet: KERN, cut down to what our pages use, then our own layer (assets/css).
// Puts the scripts of the desk beside it, and what the map's page alone needs: Leaflet, its clusters, their sheet.
//
//   node assets/build.mjs              builds into src/faden/web/static/web/
//   node assets/build.mjs --klassen    also lists classes without a rule and rules without a use
//
// FADEN_CSS_CONTENT=/some/folder,/a/file.html lets further pages count as "ours" (for trying things out).

import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const KERN = join(ROOT, "node_modules/@kern-ux/native/dist/kern.css");
const OWN = join(ROOT, "assets/css");
const IMAGES = join(ROOT, "assets/img");
const SCRIPTS = join(ROOT, "assets/js");
const HTMX = join(ROOT, "node_modules/htmx.org/dist/htmx.min.js");
const LEAFLET = join(ROOT, "node_modules/leaflet");
const CLUSTERS = join(ROOT, "node_modules/leaflet.markercluster");
const CODE = join(ROOT, "src/faden");
const TARGET = join(ROOT, "src/faden/web/static/web");

// In this order: what comes later wins.
const FILES = ["values", "ground", "type", "frame", "components", "forms", "search", "thread", "history", "synergies", "deciding", "interest", "opinion", "voting", "pages", "print"];
const OF_THE_MAP = "map";

const LICENCE =
  "/*! KERN UX (@kern-ux/native 2.7.2), EUPL-1.2, https://www.kern-ux.de, trimmed. " +
  "Roter Faden, EUPL-1.2. Fonts: Fira Sans, SIL OFL 1.1, see fonts/OFL.txt */\n";

const MAP_LICENCE =
  "/*! Leaflet 1.9.4, BSD-2-Clause, https://leafletjs.com; Leaflet.markercluster 1.5.3, MIT; trimmed. Roter Faden, EUPL-1.2. */\n";

// Of Leaflet's rules: old browsers, controls that we do not show, pictures that would have to be fetched.
const NOT_OF_LEAFLET = /vml|oldie|control-(layers|scale|attribution)|attribution-flag|default-icon|div-icon|tooltip|zoom-box|popup-close/;

// KERN's parts that forms and messages need, whether or not a template names them yet.
const KEEP = [
  /^kern-btn(--(block|primary|secondary|tertiary))?$/, /^kern-(hint|error|title|body|sr-only)$/, /^kern-label(--large|__optional)?$/,
  /^kern-form-(check|input)(--error)?$/, /^kern-form-(check|input)__/, /^kern-fieldset(--error|__body)?$/,
  /^kern-table(--small|__(body|row|cell|header)(--numeric)?)?$/,
  /^kern-alert/, /^kern-icon(--(info|success|warning|danger))?$/,
];

if (!existsSync(KERN)) fail("Es fehlt der Ordner node_modules. Bitte zuerst `npm ci` ausführen.");

const { default: postcss } = await import("postcss");
const { PurgeCSS } = await import("purgecss");
const { transform } = await import("lightningcss");

const content = pages();
const words = new Set(content.flatMap((text) => text.match(/[A-Za-z0-9_-]+/g) ?? []));
const own = FILES.map((name) => read(join(OWN, `${name}.css`))).join("\n");
const unlisted = readdirSync(OWN).filter((name) => ![...FILES, OF_THE_MAP].includes(name.replace(/\.css$/, "")));
if (unlisted.length) fail(`In assets/css liegt ${unlisted.join(", ")}, steht aber nicht in FILES (assets/build.mjs).`);

const whole = read(KERN);
const kern = await trim(whole);
say("KERN", `${size(whole)}, davon gebraucht ${size(kern)}`);

const sheet = postcss.parse(`${kern}\n${own}`);
sheet.append(leafletSheet(), postcss.parse(read(join(OWN, `${OF_THE_MAP}.css`)), { from: OF_THE_MAP }));
resolveFallbacks(sheet);
writeOut(sheet);
writeSignsOnce(sheet);
dropUnusedValues(sheet);
if (process.argv.includes("--klassen")) listClasses();
// The map's rules were written out with the values of the whole sheet; now they go to a sheet of their own.
const ofTheMap = postcss.root();
ofTheMap.append(sheet.nodes.filter((node) => node.source.input.from?.endsWith(OF_THE_MAP)));

mkdirSync(TARGET, { recursive: true });
const css = writeSheet("faden", LICENCE, sheet);
writeSheet("map", MAP_LICENCE, ofTheMap);

const images = readdirSync(IMAGES);
for (const name of images) copyFileSync(join(IMAGES, name), join(TARGET, name));
say("Bilder", images.join(", "));

// Leaflet and its clusters in one file, each below its licence; their source maps stay away.
const leaflet = [[LEAFLET, "leaflet.js", "LICENSE"], [CLUSTERS, "leaflet.markercluster.js", "MIT-LICENCE.txt"]].map(
  ([folder, script, licence]) =>
    `/*!\n${read(join(folder, licence)).trim()}\n*/\n${read(join(folder, "dist", script)).replace(/\n?\/\/# sourceMappingURL=.*/, "")}\n`);
writeFileSync(join(TARGET, "leaflet.js"), leaflet.join(""));

// htmx (Zero-Clause BSD) as its makers pack it, and scripts of our own: small enough to stay readable.
copyFileSync(HTMX, join(TARGET, "htmx.js"));
const scripts = readdirSync(SCRIPTS);
for (const name of scripts) copyFileSync(join(SCRIPTS, name), join(TARGET, name));
say("Skripte", ["htmx.js", "leaflet.js", ...scripts].join(", "));

const fonts = [...css.matchAll(/fonts\/[\w-]+\.woff2/g)].map(([path]) => path);
const missing = fonts.filter((path) => !existsSync(join(TARGET, path)));
if (missing.length) say("Schriften", "noch nicht geschnitten, bitte `.venv/bin/python assets/fonts.py` ausführen");

// KERN without the rules and keyframes that nothing on our pages asks for, and without its switch
// between schemes: ours follow the visitor's system (prefers-color-scheme).
async function trim(css) {
  const tree = postcss.parse(css);
  tree.walkRules((rule) => {
    if (rule.selector.startsWith(":is(body,")) rule.selectors = ["body"];
    const kept = rule.selectors.filter((selector) => !/^(\[data-kern-theme|\.kern-(dark|light)$)/.test(selector));
    if (kept.length) rule.selectors = kept;
    else rule.remove();
  });
  const [{ css: purged }] = await new PurgeCSS().purge({
    content: [...content, own].map((raw) => ({ raw, extension: "html" })),
    css: [{ raw: tree.toString() }],
    safelist: KEEP,
    keyframes: true,
  });
  return purged;
}

// Leaflet's and its clusters' rules without those for parts that the map does not have.
function leafletSheet() {
  const files = [join(LEAFLET, "dist/leaflet.css"), join(CLUSTERS, "dist/MarkerCluster.css")];
  const tree = postcss.parse(files.map(read).join("\n"), { from: OF_THE_MAP });
  tree.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !NOT_OF_LEAFLET.test(selector));
    if (kept.length) rule.selectors = kept;
    else rule.remove();
  });
  return tree;
}

function writeSheet(name, licence, tree) {
  const { code } = transform({ filename: `${name}.css`, code: Buffer.from(tree.toString()), minify: true });
  const css = licence + plainColours(code.toString());
  writeFileSync(join(TARGET, `${name}.css`), css);
  say(`Stilvorlage ${name}.css`, `${size(css)} (${size(gzipSync(css, { level: 9 }))} gepackt)`);
  return css;
}

// var(--known, 8px) becomes var(--known), var(--unknown, 8px) becomes 8px.
function resolveFallbacks(tree) {
  const known = new Set();
  tree.walkDecls(/^--/, (declaration) => known.add(declaration.prop));
  tree.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(/var\((--[\w-]+),\s*([^()]+|[^()]*\([^()]*\)[^()]*)\)/g, (_, name, fallback) =>
      known.has(name) ? `var(${name})` : fallback.trim());
  });
}

// Writes a value where it is used, if it has only one: no scheme, width or place changes it.
function writeOut(tree) {
  const values = new Map();
  tree.walkDecls(/^--/, (declaration) => {
    const base = [":root", "body"].includes(declaration.parent.selector) && declaration.parent.parent.type === "root";
    values.set(declaration.prop, base && !values.has(declaration.prop) ? declaration.value : null);
  });
  for (let changed = true; changed; ) {
    changed = false;
    tree.walkDecls((declaration) => {
      const value = declaration.value.replace(/var\((--[\w-]+)\)/g, (use, name) => values.get(name) ?? use);
      if (value !== declaration.value) (declaration.value = value), (changed = true);
      if (values.get(declaration.prop)) values.set(declaration.prop, value);
    });
  }
}

// KERN writes each sign twice, for older browsers (-webkit-mask) and for all (mask): once is enough.
function writeSignsOnce(tree) {
  tree.walkDecls("-webkit-mask", (old) => {
    const twin = old.parent.nodes.find((node) => node.prop === "mask" && node.value === old.value);
    if (!twin) return;
    old.cloneBefore({ prop: "--sign", value: old.value });
    old.value = twin.value = "var(--sign)";
  });
}

// Removes values that nothing uses, again and again, since values use values.
function dropUnusedValues(tree) {
  for (let removed = 1; removed; ) {
    removed = 0;
    const used = new Set([...words].filter((word) => word.startsWith("--")));
    tree.walkDecls((declaration) => {
      for (const [, name] of declaration.value.matchAll(/var\((--[\w-]+)/g)) used.add(name);
    });
    tree.walkDecls(/^--/, (declaration) => {
      if (!used.has(declaration.prop)) (declaration.remove(), (removed += 1));
    });
    tree.walkRules((rule) => void (rule.nodes.some((node) => node.type !== "comment") || rule.remove()));
    tree.walkAtRules((rule) => void (rule.nodes?.length === 0 && rule.remove()));
  }
}

// oklch(52.37% .2002 29.28) becomes #be0d09: shorter, and known to every browser still in offices.
function plainColours(css) {
  const gamma = (x) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
  const byte = (x) => Math.round(Math.min(1, Math.max(0, gamma(x))) * 255).toString(16).padStart(2, "0");
  return css.replace(/\bokl(ab|ch)\(([\d.]+)% (-?[\d.]+) (-?[\d.]+)\)/g, (_, kind, light, first, second) => {
    const angle = (second * Math.PI) / 180;
    const [a, b] = kind === "ch" ? [first * Math.cos(angle), first * Math.sin(angle)] : [+first, +second];
    const l = (light / 100 + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const m = (light / 100 - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const s = (light / 100 - 0.0894841775 * a - 1.291485548 * b) ** 3;
    const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
    const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
    const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
    return `#${byte(red)}${byte(green)}${byte(blue)}`;
  });
}

function pages() {
  const more = (process.env.FADEN_CSS_CONTENT ?? "").split(",").filter(Boolean).flatMap(walk);
  const ours = [...walk(CODE), ...walk(SCRIPTS)].filter((path) => /\/templates\/.*\.html$|\.(py|js)$/.test(path) && !path.includes("/tests/"));
  return [...ours, ...more].map(read);
}

function walk(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true }).map((name) => join(path, name)).filter((name) => /\.(html|py|js)$/.test(name));
}

function listClasses() {
  const ruled = new Set([...sheet.toString().matchAll(/\.((?:f|is|kern)-[\w-]+)/g)].map(([, name]) => name));
  const ours = new Set([...own.matchAll(/\.((?:f|is)-[\w-]+)/g)].map(([, name]) => name));
  const asked = new Set(content.flatMap((text) => [...text.matchAll(/class="([^"]*)"/g)]).flatMap(([, names]) => names.match(/\b(?:f|is|kern)-[\w-]+/g) ?? []));
  say("Klassen ohne Regel", [...asked].filter((name) => !ruled.has(name)).sort().join(" ") || "keine");
  say("Regeln ohne Verwendung", [...ours].filter((name) => !words.has(name)).sort().join(" ") || "keine");
}

function read(path) { return readFileSync(path, "utf8"); }
function size(data) { return `${Math.round(Buffer.byteLength(data) / 1024)} KB`; }
function say(what, text) { console.log(`${what}: ${text}`); }
function fail(text) { console.error(text); process.exit(1); }
