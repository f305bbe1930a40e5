// COA-portaal (EUPL-1.2). Bewaart in dit tabblad wat er is getypt, tot het is opgeslagen (besluit 0033).
const store = sessionStorage;
const mine = `bewaard:${document.body.dataset.wie}:`;
const forget = (wanted) => {
  for (const key of Object.keys(store)) if (key.startsWith("bewaard:") && wanted(key)) store.removeItem(key);
};
const read = (key) => JSON.parse(store.getItem(key) ?? "null");

// Van iemand anders, ouder dan een sessie, of net opgeslagen: weg. Na uitloggen ook, in elk tabblad.
const isSaved = document.querySelector("[data-opgeslagen]");
forget((key) => !key.startsWith(mine) || Date.now() - read(key).at > 432e5 || (isSaved && key === store.verzonden));
const channel = new BroadcastChannel("uitloggen");
channel.onmessage = () => forget(() => true);
document.querySelector("[data-uitloggen]")?.addEventListener("submit", () => {
  channel.postMessage("");
  forget(() => true);
});

for (const form of document.querySelectorAll("[data-bewaar]")) {
  const key = mine + location.pathname;
  const note = form.querySelector("[data-bewaard]");
  const say = (name, at) => {
    for (const part of note.children) {
      part.hidden = part.dataset.bij !== name;
      part.querySelector("time").textContent = new Date(at).toTimeString().slice(0, 5);
    }
  };
  const isTick = ({ type }) => type === "checkbox" || type === "radio";
  const fields = () => [...form.elements].filter((field) => field.name && !field.matches("[data-nooit], [type=file], [name^=csrf], button"));
  const keep = () => {
    const values = fields().filter((field) => !isTick(field) || field.checked).map((field) => [field.name, field.value]);
    store.setItem(key, JSON.stringify({ at: Date.now(), values }));
  };
  const restore = (values) => {
    const of = (field) => values.filter(([name]) => name === field.name).map(([, value]) => value);
    for (const rows of form.querySelectorAll("[data-rijen]")) {
      const total = form.elements[`${rows.dataset.rijen}-TOTAL_FORMS`];
      for (let n = of(total)[0] - total.value; n > 0; n--) rows.querySelector("[data-rij-erbij]").click();
    }
    for (const field of fields()) {
      if (!isTick(field)) field.value = of(field)[0] ?? field.value;
      else if ((field.checked = of(field).includes(field.value)) && field.closest("[data-weg]")) field.closest("[data-rij]").hidden = true;
    }
  };
  const draft = read(key);
  if (form.dataset.bewaak) keep();
  else if (draft) {
    restore(draft.values);
    say("terug", draft.at);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.addEventListener("input", keep);
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-rij-erbij], [data-weg-knop]")) setTimeout(keep);
    if (event.target.closest("[data-vergeet], .knoppen a")) store.removeItem(key);
  });
  form.addEventListener("submit", (event) => {
    keep();
    store.verzonden = key;
    if (navigator.onLine) return;
    event.preventDefault();
    say("los", Date.now());
    note.scrollIntoView();
  });
}
