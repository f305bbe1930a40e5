// COA-portaal (EUPL-1.2). Passkeys: vraagt de browser om een sleutel en verstuurt het antwoord met het gewone formulier.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

const ask = async (isNew, options) => {
  const publicKey = { ...options, challenge: toBytes(options.challenge) };
  if (!isNew) {
    publicKey.allowCredentials = withBytes(options.allowCredentials);
    return navigator.credentials.get({ publicKey });
  }
  publicKey.user = { ...options.user, id: toBytes(options.user.id) };
  publicKey.excludeCredentials = withBytes(options.excludeCredentials);
  return navigator.credentials.create({ publicKey });
};

const answer = ({ id, rawId, type, response }) => {
  const fields = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) fields[name] = toText(response[name]);
  if (response.getTransports) fields.transports = response.getTransports();
  return JSON.stringify({ id, rawId: toText(rawId), type, response: fields, clientExtensionResults: {} });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const status = form.querySelector("[data-stand]");
  if (!window.PublicKeyCredential) {
    status.textContent = "Deze browser kan geen passkeys gebruiken. Kies een andere manier.";
    continue;
  }
  status.textContent = "";
  form.querySelectorAll("[data-met-js]").forEach((part) => (part.hidden = false));
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    if (!form.reportValidity()) return;
    status.textContent = "Volg de aanwijzingen van uw apparaat.";
    try {
      const found = await ask(form.dataset.passkey === "nieuw", JSON.parse(form.dataset.opties));
      form.elements.credential.value = answer(found);
      form.submit();
    } catch {
      status.textContent = "Het is niet gelukt, of u hebt het afgebroken. Probeer het opnieuw.";
    }
  }, { capture: true });
}
