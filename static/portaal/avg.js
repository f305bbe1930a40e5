// COA-portaal (EUPL-1.2). Vraagt na een pauze aan het portaal zelf welke woorden zorgen geven (AVG-wachter).
// Zonder dit bestand gebeurt hetzelfde bij het opslaan.

const waiting = new WeakMap();

// Het kader bij een veld; het eerste deel wordt voorgelezen als het verandert.
const frameOf = (field) => {
  const place = field.closest(".bestand") ?? field;
  let frame = place.parentElement.querySelector(":scope > [data-avg-kader]");
  if (!frame) {
    frame = document.createElement("div");
    frame.className = "avg";
    frame.dataset.avgKader = "";
    frame.append(document.createElement("div"), document.createElement("div"));
    place.after(frame);
  }
  frame.firstElementChild.setAttribute("role", "status");
  return frame;
};

const textOf = (field) => (field.type === "file" ? (field.files[0]?.name ?? "").replace(/\.\w+$/, "") : field.value);

const ask = async (field) => {
  const frame = frameOf(field);
  const text = textOf(field);
  const show = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    for (const part of [0, 1]) {
      const [now, next] = [frame.children[part], made.content.children[part]];
      if (now.innerHTML !== (next?.innerHTML ?? "")) now.replaceChildren(...(next?.childNodes ?? []));
    }
  };
  if (!text.trim()) return show("");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
  body.set("veld", field.name);
  body.set("tekst", text);
  const choice = frame.querySelector("select");
  if (choice) body.set(choice.name, choice.value);
  try {
    const answer = await fetch(field.dataset.avg, { method: "POST", body, redirect: "error" });
    if (answer.ok && text === textOf(field)) show(await answer.text());
  } catch {
    // geen verbinding: het opslaan kijkt de tekst ook na
  }
};

const later = (event) => {
  const field = event.target.closest?.("[data-avg]");
  if (!field?.form) return;
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(ask, 800, field));
};
addEventListener("focusin", (event) => event.target.closest?.("[data-avg]") && frameOf(event.target));
addEventListener("input", later);
