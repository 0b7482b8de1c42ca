// Enhancement only: every page works without this file. Nothing typed is kept in the browser.
"use strict";

// A second click on the same button sends nothing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  delete form.dataset.changed;
  // Later, so that the value of the button pressed is still sent.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("button").forEach((button) => (button.disabled = false));
}

// The page came back by the browser's own history, or htmx got an answer: it may be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (form) release(form);
});

// Leaving a form of several fields with something typed asks first.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-warn-leaving]");
  if (form) form.dataset.changed = "1";
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-changed]")) event.preventDefault();
});

// Letters press the control with that data-key, only while the focus is within data-keys
// (WCAG 2.1.4) and not where one types. By place on the keyboard: the layout may be Cyrillic.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const region = event.target.closest("[data-keys]");
  if (!region || event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  const letter = event.code.replace(/^Key/, "").toLowerCase();
  const control = region.querySelector(`[data-key="${CSS.escape(letter)}"]`);
  if (!control) return;
  event.preventDefault();
  control.click();
});
if (!document.querySelector("[autofocus]")) document.querySelector("[data-keys]")?.focus();

// An open menu closes by Escape and by a click beside it.
function closeMenu(event) {
  const menu = document.querySelector(".user-menu[open]");
  if (!menu || (event.type === "click" && menu.contains(event.target))) return;
  if (event.type === "keydown" && event.key !== "Escape") return;
  menu.open = false;
  if (event.type === "keydown") menu.querySelector("summary").focus();
}
document.addEventListener("click", closeMenu);
document.addEventListener("keydown", closeMenu);
