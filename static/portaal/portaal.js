// COA-portaal (EUPL-1.2). Maakt bladzijden prettiger; zonder dit bestand werken ze ook.

// Na een geweigerd formulier begint het lezen bij de fouten.
document.querySelector("[data-foutlijst]")?.focus();

// Niet opgeslagen tekst: waarschuw bij weggaan.
let unsaved = document.querySelector('form[data-bewaak="vuil"]') !== null;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-bewaak]")) unsaved = true;
});
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// Twee keer klikken verstuurt één keer. De rem gaat eraf bij terugkeer en na een download.
const release = (form) => {
  delete form.dataset.bezig;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.bezig) return event.preventDefault();
  form.dataset.bezig = "ja";
  event.submitter?.setAttribute("aria-disabled", "true");
  unsaved &&= form.role === "search";
  setTimeout(release, 5000, form);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-bezig]").forEach(release));

// Rijen erbij en eraf, met het sjabloon dat de server meegaf.
const prepare = (row) => {
  const [box, button] = [row.querySelector("[data-weg]"), row.querySelector("[data-weg-knop]")];
  if (!box || !button) return;
  box.hidden = true;
  button.hidden = false;
  row.hidden = box.querySelector("input").checked;
};
for (const rows of document.querySelectorAll("[data-rijen]")) {
  const total = rows.querySelector(`[name="${rows.dataset.rijen}-TOTAL_FORMS"]`);
  const add = rows.querySelector("[data-rij-erbij]");
  const status = rows.querySelector("[data-stand]");
  rows.querySelectorAll("[data-rij]").forEach(prepare);
  rows.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-weg-knop]");
    if (remove) {
      const row = remove.closest("[data-rij]");
      row.querySelector("[data-weg] input").checked = true;
      row.hidden = true;
      unsaved = true;
      status.textContent = `${row.querySelector("legend").textContent.trim()} is verwijderd`;
      (add ?? rows).focus();
    } else if (event.target.closest("[data-rij-erbij]")) {
      event.preventDefault();
      const row = rows.querySelector("[data-sjabloon]").content.firstElementChild.cloneNode(true);
      row.innerHTML = row.innerHTML.replaceAll("__prefix__", total.value);
      total.value = Number(total.value) + 1;
      row.querySelector("[data-nummer]").textContent = total.value;
      rows.querySelector("[data-lijst]").append(row);
      prepare(row);
      row.querySelector("input:not([type=hidden], [type=checkbox]), select, textarea")?.focus();
      add.hidden = Number(total.value) >= Number(rows.dataset.max);
    }
  });
}
