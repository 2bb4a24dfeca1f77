"use strict";
// Everything works without this script; with it, files are dropped, numbers move by themselves and
// a form is sent once.

function setUpDrop(form) {
  const input = form.querySelector("input[type=file]");
  const said = form.querySelector("[data-said]");
  const bytesMax = Number(form.dataset.bytes);
  const take = () => {
    const bytes = Array.from(input.files).reduce((sum, file) => sum + file.size, 0);
    said.textContent = bytes > bytesMax ? form.dataset.tooLarge : "";
    return input.files.length > 0 && bytes <= bytesMax;
  };
  const send = () => { if (take()) form.requestSubmit(); };
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, () => form.classList.remove("over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    send();
  });
  input.addEventListener("change", send);
  form.addEventListener("submit", (event) => {
    if (!take()) { event.preventDefault(); return; }
    form.classList.add("sending");
    form.querySelector("[data-title]").textContent = form.dataset.sending;
  });
}

function setUpOnce(form) {
  form.addEventListener("submit", () => {
    // After the browser has gathered the form: a disabled button would not be sent along.
    setTimeout(() => { for (const one of form.querySelectorAll("button")) one.disabled = true; });
  });
}

function setUpPoll(part) {
  const again = async () => {
    try {
      const answer = await fetch(part.dataset.poll, { redirect: "manual" });
      if (answer.status === 204 || answer.type === "opaqueredirect") { location.reload(); return; }
      if (answer.ok) show(part, await answer.text());
    } catch {
      // The server is away for a moment; it is asked again.
    }
    setTimeout(again, 900);
  };
  setTimeout(again, 900);
}

function show(part, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const has = part.contains(document.activeElement) && document.activeElement.tagName === "BUTTON";
  if (has) return; // a person is about to answer: nothing moves under the finger
  part.replaceChildren(...fresh.body.childNodes);
}

function setUpReload(part) {
  setTimeout(() => location.reload(), Number(part.dataset.reload));
}

function setUpFilter(form) {
  for (const one of form.querySelectorAll("select")) {
    one.addEventListener("change", () => form.requestSubmit());
  }
}

const SET_UP = {
  "[data-drop]": setUpDrop,
  "[data-once]": setUpOnce,
  "[data-poll]": setUpPoll,
  "[data-reload]": setUpReload,
  "[data-filter]": setUpFilter,
};
for (const [selector, setUp] of Object.entries(SET_UP)) {
  document.querySelectorAll(selector).forEach(setUp);
}
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
