/* Sets light or dark before the first paint. Loaded in the head, blocking on purpose: it is tiny. */
(function () {
  "use strict";
  var kept = null;
  try { kept = localStorage.getItem("theme"); } catch (error) { /* storage may be refused; the system's choice counts */ }
  var dark = kept ? kept === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
