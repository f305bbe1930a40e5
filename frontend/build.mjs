// Bouwt static/portaal: één stylesheet uit NL Design System-pakketten (EUPL-1.2) en eigen CSS, het lettertype
// (OFL-1.1) en de iconen (MIT). Gebruik: npm ci && npm run build. De uitkomst staat in versiebeheer.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const modules = "node_modules";
const target = "../static/portaal";
const read = (...parts) => readFileSync(join(...parts), "utf8");
mkdirSync(join(target, "fonts"), { recursive: true });

const candidate = ["heading", "paragraph", "link", "skip-link", "button", "data-badge", "number-badge"];
const utrecht = ["alert", "breadcrumb-nav", "table", "textbox", "textarea", "select", "radio-button", "checkbox", "unordered-list"];
const kit = [
  ...candidate.map((name) => `@nl-design-system-candidate/${name}-css/dist/${name}.css`),
  ...utrecht.map((name) => `@utrecht/${name}-css/dist/index.css`),
].map((file) => read(modules, file).replace(/\/\*# sourceMappingURL.*?\*\//g, "").replace(/^@charset.*$/m, "")).join("\n");
const theme = read("src/thema.css");
// basis.css en druk.css zijn geen componenten: eerst de grondslag, het papier als laatste.
const names = readdirSync("src/css").filter((name) => name.endsWith(".css")).sort();
const ordered = ["basis.css", ...names.filter((name) => !["basis.css", "druk.css"].includes(name)), "druk.css"];
const app = ordered.map((name) => read("src/css", name)).join("\n");

// Van de 2.780 voorbeeldtokens blijven alleen die over die (via andere tokens) gebruikt worden.
function prunedTokens() {
  const declarations = (css) => new Map([...css.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].map((m) => [m[1], m[2].trim()]));
  const usedIn = (css) => [...css.matchAll(/var\((--[\w-]+)/g)].map((m) => m[1]);
  const example = declarations(read(modules, "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css"));
  const own = declarations(theme);
  const used = new Set();
  const queue = usedIn(kit + app + theme);
  while (queue.length) {
    const name = queue.pop();
    if (used.has(name)) continue;
    used.add(name);
    for (const value of [example.get(name), own.get(name)]) if (value) queue.push(...usedIn(value));
  }
  return [...example].filter(([name]) => used.has(name) && !own.has(name)).map(([name, value]) => `  ${name}: ${value};`).join("\n");
}

const fontPackage = join(modules, "@fontsource-variable/source-sans-3");
const ranges = Object.entries(JSON.parse(read(fontPackage, "unicode.json")));
const fontFaces = ranges.filter(([subset]) => ["latin", "latin-ext"].includes(subset)).map(([subset, range]) => {
  const file = `source-sans-3-${subset}-wght-normal.woff2`;
  copyFileSync(join(fontPackage, "files", file), join(target, "fonts", file));
  return `@font-face{font-family:"Source Sans 3 Variable";font-style:normal;font-display:swap;font-weight:200 900;src:url("./fonts/${file}") format("woff2");unicode-range:${range}}`;
});
copyFileSync(join(fontPackage, "LICENSE"), join(target, "fonts", "OFL-1.1.txt"));

const source = join(target, "portaal.src.css");
writeFileSync(source, `/*! COA-portaal (EUPL-1.2). Kit: NL Design System candidate en Utrecht (EUPL-1.2); tokens: voorbeeld-design-tokens (EUPL-1.2), gesnoeid; lettertype: Source Sans 3 (OFL-1.1). Zie LICENTIES.md. */
@layer kit, tokens, thema, app;
${fontFaces.join("\n")}
@layer kit{${kit}}
@layer tokens{.portaal-theme{${prunedTokens()}}}
@layer thema{${theme}}
@layer app{${app}}`);
execFileSync(join(modules, ".bin/esbuild"), [source, "--minify", "--legal-comments=inline", `--outfile=${target}/portaal.css`, "--log-level=warning"]);
rmSync(source);

// De iconenlijst staat in Python (coa_portal/web/icons.py), zodat een verkeerde naam daar opvalt.
const icons = [...read("../coa_portal/web/icons.py").matchAll(/^\s+"([\w-]+)",$/gm)].map((m) => m[1]);
const symbol = (name) => {
  const shapes = [...read(modules, "@tabler/icons/icons/outline", `${name}.svg`).matchAll(/<(path|circle|rect|line|polyline)[^>]*\/>/g)]
    .map((m) => m[0]).filter((shape) => !shape.includes('stroke="none"')).join("");
  return `<symbol id="i-${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
};
writeFileSync(join(target, "iconen.svg"), `<!-- Tabler Icons (MIT), zie LICENTIES.md -->\n<svg xmlns="http://www.w3.org/2000/svg">\n${icons.map(symbol).join("\n")}\n</svg>\n`);

for (const name of ["portaal.css", "iconen.svg"]) {
  const bytes = readFileSync(join(target, name));
  console.log(name.padEnd(14), String(bytes.length).padStart(7), "gzip", String(gzipSync(bytes, { level: 9 }).length).padStart(6));
}
