// What the library's script for passkeys needs of the page: its words, and where to go afterwards.
"use strict";

const texts = JSON.parse(document.getElementById("passkey_texts").textContent);
window.gettext = (text) => texts[text] ?? text;

// A new passkey is named next.
document.addEventListener("otp_webauthn.register_complete", (event) => {
  const address = document.querySelector("[data-name-passkey]").dataset.namePasskey;
  window.location.assign(address.replace("/0/", `/${event.detail.id}/`));
});
