/* What was chosen among the answers stays chosen: an answer still on its way would put new ones in their place. */
(function () {
  "use strict";
  document.addEventListener("change", (event) => {
    const found = event.target.closest("[data-sl-choices]");
    const asked = found && document.querySelector('[hx-target="#' + CSS.escape(found.id) + '"]');
    if (asked) asked.dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true, detail: {} }));
  });
})();
