// Hoe ver een bestand is ingelezen. Zonder dit bestand ververst de pagina zichzelf.
const box = document.querySelector("[data-voortgang]");
const bar = box?.querySelector("progress");
const text = box?.querySelector("[data-voortgang-tekst]");

const look = async () => {
  const answer = await fetch(box.dataset.voortgang, { headers: { Accept: "application/json" } }).catch(() => null);
  // uitgelogd of even geen verbinding: de pagina zelf zegt wat er is
  if (answer && (!answer.ok || answer.redirected)) return location.reload();
  const stand = answer && (await answer.json());
  if (stand) {
    bar.max = stand.regels;
    bar.value = stand.verwerkt;
    text.textContent = `${stand.verwerkt} van ${stand.regels} regels`;
    if (stand.klaar) return location.reload();
  }
  setTimeout(look, 1500);
};
if (box) setTimeout(look, 1000);
