// What the pages do beyond htmx: series that grow, and rows pasted from a spreadsheet.
(() => {
  "use strict";

  const addCell = (series) => {
    const cells = series.querySelectorAll(".series-cell");
    const last = cells[cells.length - 1];
    const cell = last.cloneNode(true);
    const caption = cell.querySelector("span");
    caption.textContent = caption.textContent.replace(/\d+/, (n) => String(Number(n) + 1));
    const hidden = cell.querySelector("input[type=hidden]");
    if (hidden) hidden.value = String(Number(hidden.value) + 1);
    const input = cell.querySelector("input.form-input");
    input.value = "";
    last.after(cell);
    return input;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-cell]");
    if (button) addCell(button.closest(".series")).focus();
  });

  document.addEventListener("paste", (event) => {
    const input = event.target.closest(".series input.form-input");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const parts = text.replace(/\r/g, "").replace(/\n+$/, "").split(/[\t\n]/);
    if (!input || parts.length < 2) return;
    event.preventDefault();
    const series = input.closest(".series");
    let inputs = [...series.querySelectorAll("input.form-input")];
    const start = inputs.indexOf(input);
    parts.slice(0, 400).forEach((part, at) => {
      const place = inputs[start + at] || addCell(series);
      place.value = part.trim();
      inputs = [...series.querySelectorAll("input.form-input")];
    });
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // The editor of an uncertain number writes its result into the field, which then saves itself.
  document.addEventListener("click", (event) => {
    const use = event.target.closest("[data-use-number]");
    const close = event.target.closest("[data-close-spread]");
    if (!use && !close) return;
    const place = event.target.closest(".spread-place");
    const form = place.parentElement.querySelector("form.field");
    const opener = form.querySelector("[hx-get]");
    if (use) {
      const inputs = [...form.querySelectorAll(".series input.form-input")];
      const names = [...form.querySelectorAll(".series-cell input[type=hidden]")];
      const at = names.length ? names.findIndex((n) => n.value === use.dataset.cell) : Number(use.dataset.cell);
      const input = inputs[at] || form.querySelector("input.form-input[name=value]");
      input.value = use.dataset.useNumber;
      place.replaceChildren();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      place.replaceChildren();
    }
    if (opener) opener.focus();
  });

  // A record that was found is put in the field, which then saves itself.
  document.addEventListener("click", (event) => {
    const record = event.target.closest(".find [data-reference]");
    if (!record) return;
    const cell = record.closest(".field-cell");
    const input = cell.querySelector("form.field input.form-input[name=value]");
    const several = cell.querySelector("form.field").dataset.kind === "records";
    const found = several ? record.dataset.reference : record.dataset.typed;
    input.value = several && input.value.trim() ? `${input.value}, ${found}` : found;
    record.closest("details").open = false;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });

  // Saving: whoever goes on while something is being saved waits for it, and what could not be
  // saved is tried again.
  const RETRY = 3000;
  const words = document.body.dataset;
  let pending = 0;
  let waiting = null;
  const unsaved = new Set();

  const say = (text, wrong) => {
    const saved = document.querySelector(".saved");
    if (!saved) return;
    saved.textContent = text;
    saved.classList.toggle("not-saved", wrong);
  };
  // After what waited in the queue behind a request has begun.
  const goOn = () => {
    if (pending > 0 || unsaved.size > 0 || !waiting) return;
    const go = waiting;
    waiting = null;
    go();
  };
  const isField = (event) => event.target instanceof Element && event.target.matches("form.field");

  document.addEventListener("htmx:config:request", (event) => {
    if (!isField(event)) return;
    event.detail.ctx.request.keepalive = true;
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (!isField(event)) return;
    pending += 1;
    say(words.saving, false);
  });
  document.addEventListener("htmx:finally:request", (event) => {
    if (!isField(event)) return;
    pending -= 1;
    if (event.detail.ctx.status === "swapped") unsaved.delete(event.target.id);
    setTimeout(goOn, 0);
  });
  const again = (event) => {
    if (!isField(event)) return;
    const id = event.target.id;
    unsaved.add(id);
    say(words.notSaved, true);
    setTimeout(() => {
      const form = document.getElementById(id);
      if (form && unsaved.has(id)) form.requestSubmit();
    }, RETRY);
  };
  document.addEventListener("htmx:error", again);
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail.ctx.response.status;
    if (status >= 500 || status === 429) again(event);
  });
  // Whoever was signed out meanwhile gets the page of sign-in, which is no field.
  document.addEventListener("htmx:before:response", (event) => {
    const raw = event.detail.ctx.response.raw;
    if (!raw.redirected || !new URL(raw.url).pathname.startsWith("/konto/")) return;
    event.preventDefault();
    if (isField(event)) {
      unsaved.add(event.target.id);
      waiting = null;
      say(words.signedOut, true);
    }
  });
  const hold = (event, go) => {
    if (pending === 0 && unsaved.size === 0) return;
    event.preventDefault();
    event.stopPropagation();
    waiting = go;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    hold(event, () => { location.href = link.href; });
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form.field, .spread form, .find form")) return;
    hold(event, () => form.requestSubmit(event.submitter));
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size > 0) event.preventDefault();
  });

  // The current step is in sight where the steps lie in a row.
  const current = document.querySelector(".steps a[aria-current]");
  if (current) current.scrollIntoView({ block: "nearest", inline: "center" });
})();
