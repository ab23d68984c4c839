/* Verdicts by one key, where nobody is writing; they can be switched off, and stay off. */
(function () {
  "use strict";
  const bar = document.querySelector("[data-sl-keys]");
  if (!bar) return;
  const box = bar.querySelector("[data-sl-keys-on]");
  box.checked = localStorage.getItem("sl-keys") !== "off";
  box.addEventListener("change", () => localStorage.setItem("sl-keys", box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, select, textarea, [contenteditable]");
    if (writing || !box.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = bar.querySelector('[data-sl-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (wanted) {
      event.preventDefault();
      wanted.click();
    }
  });
})();
