// Builds the one vendor style sheet: Designsystemet's theme and the components we use, minified.
// The cascade layers of Designsystemet are kept, so our own unlayered rules always win.
// Also lays out the fonts of image cards, which are drawn on the server and never served.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { transform } from "lightningcss";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const package_ = join(root, "node_modules/@digdir/designsystemet-css/dist");
const target = join(root, "allmenning/ui/static/ui/vendor");

const fonts = join(root, "node_modules/source-sans/TTF");
const font_target = join(root, "allmenning/ui/vendor/fonts");

const components = [
  "base", "breadcrumbs", "button", "card", "details", "error-summary", "field", "fieldset",
  "heading", "input", "label", "link", "pagination", "paragraph", "table", "tag",
  "validation-message",
];
const base = new Set(["base", "heading", "label", "paragraph", "validation-message"]);
const dark_or_light = /@layer ds\.theme\.color-scheme\.(light|dark)/;

// Our palette sets these colours, so the package's own are dead weight.
const own_colours = /--ds-color-(accent|brand1|brand2|neutral)-[a-z-]+:#[0-9a-f]{3,8};/g;
const unused_mappings = /(\[data-color-scheme\])?\[data-color=brand2\](,\[data-color=brand2\])?\{[^}]*\}/g;

function theme() {
  const css = readFileSync(join(package_, "theme/designsystemet.css"), "utf8");
  if (!dark_or_light.test(css)) throw new Error("The theme of Designsystemet has a new shape.");
  return css.replace(own_colours, "").replace(unused_mappings, "");
}

// One row a colour: its name, then its value in light and in dark.
function palette() {
  const rows = Object.entries(JSON.parse(readFileSync(join(root, "allmenning/ui/palette.json"), "utf8")));
  const values = (column) => rows.map(([name, pair]) => `--${name}:${pair[column]};`).join("");
  const dark = values(1);
  return `:root,[data-color-scheme=light]{${values(0)}}[data-color-scheme=dark]{${dark}}
    @media (prefers-color-scheme:dark){[data-color-scheme=auto]{${dark}}}`;
}

function component(name) {
  const css = readFileSync(join(package_, `src/${name}.css`), "utf8");
  return `@layer ${base.has(name) ? "ds.base" : "ds.components"}{${css}}`;
}

function bundle() {
  const parts = ["@layer ds.theme, ds.base, ds.components;", theme(), palette(), ...components.map(component)];
  const minified = transform({
    filename: "designsystemet.css",
    code: Buffer.from(parts.join("\n")),
    minify: true,
  });
  return minified.code;
}

mkdirSync(target, { recursive: true });
const css = bundle();
writeFileSync(join(target, "designsystemet.css"), css);
console.log(`designsystemet.css: ${(gzipSync(css).length / 1024).toFixed(1)} kB gzip`);

mkdirSync(font_target, { recursive: true });
for (const name of ["SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf"]) {
  copyFileSync(join(fonts, name), join(font_target, name));
}
