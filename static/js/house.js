/* Keys, theme, toasts. Every key presses a button that is on the page: without this file all still works. */
(function () {
  "use strict";
  var TOAST_MS = 12000;

  function keep(name, value) {
    try { localStorage.setItem(name, value); } catch (error) { /* refused storage: the choice lasts for this page */ }
  }
  function kept(name) {
    try { return localStorage.getItem(name); } catch (error) { return null; }
  }

  /* Theme ---------------------------------------------------------------------------------------------------------- */
  function switchTheme() {
    var root = document.documentElement;
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    keep("theme", next);
  }

  /* Keys: single letters may be switched off, and never act while somebody types ------------------------------------ */
  var keysOn = kept("keys") !== "off";

  function typing(target) {
    return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));
  }

  function sheet() { return document.getElementById("keys"); }

  function showKeys() {
    var dialog = sheet();
    if (!dialog) { return; }
    dialog.querySelector("[data-keys-switch]").checked = keysOn;
    if (dialog.open) { dialog.close(); } else { dialog.showModal(); }
  }

  function press(key) {
    var button = document.querySelector("[data-key='" + CSS.escape(key) + "']:not([disabled])");
    if (button) { button.click(); }
    return Boolean(button);
  }

  function toggleMember(key) {
    var boxes = document.querySelectorAll("input[data-member]");
    var box = boxes[Number(key) - 1];
    if (box) { box.click(); }
    return Boolean(box);
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    if (event.key === "?") { event.preventDefault(); showKeys(); return; }
    if (!keysOn || document.querySelector("dialog[open]")) { return; }
    var key = event.key.toLowerCase();
    if (key === "/") {
      var search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); }
      return;
    }
    if (/^[1-6]$/.test(key) ? toggleMember(key) : /^[a-z]$/.test(key) && press(key)) { event.preventDefault(); }
  });

  document.addEventListener("click", function (event) {
    var action = event.target.closest("[data-action]");
    var menu = document.querySelector("details.menu[open]");
    if (menu && !menu.contains(event.target)) { menu.open = false; }
    if (!action) { return; }
    if (action.dataset.action === "theme") { switchTheme(); }
    if (action.dataset.action === "keys") { showKeys(); }
    if (action.dataset.action === "close") { action.closest("dialog").close(); }
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-keys-switch]")) {
      keysOn = event.target.checked;
      keep("keys", keysOn ? "on" : "off");
    }
  });

  /* Toasts: a decision says what it did; the undo stays until the next decision -------------------------------------- */
  function toast(text, kind) {
    var note = document.createElement("div");
    note.className = "note-toast " + (kind || "");
    note.textContent = text;
    document.getElementById("toasts").replaceChildren(note);
    setTimeout(function () { note.remove(); }, TOAST_MS);
  }

  document.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    toast(status === 403 ? "You may not do this. Nothing was changed."
      : "That did not work (" + status + "). Nothing was changed; reload the page and try again.", "error");
  });
  document.addEventListener("htmx:sendError", function () {
    toast("The server can't be reached. Nothing was changed; try again in a moment.", "error");
  });
  /* After a decision the reader starts at the next question's headline. */
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.target && event.detail.target.id === "question") {
      var heading = document.getElementById("question-title");
      if (heading) { heading.focus({ preventScroll: true }); window.scrollTo(0, 0); }
    }
  });
})();
