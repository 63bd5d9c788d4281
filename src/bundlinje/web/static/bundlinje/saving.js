// Saving: whoever goes on while something is being saved waits for it, and what could not be
// saved is tried again.
(() => {
  "use strict";

  const RETRY = 3000;
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

  // What is typed before htmx knows the fields is noted, and saved as soon as it does.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form.field[hx-post]");
    if (form && !form.hasAttribute("data-htmx-powered")) unsaved.add(form.id);
  }, true);
  document.addEventListener("DOMContentLoaded", () => {
    for (const id of [...unsaved]) document.getElementById(id).requestSubmit();
  });

  document.addEventListener("htmx:config:request", (event) => {
    if (!isField(event)) return;
    event.detail.ctx.request.keepalive = true;
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (!isField(event)) return;
    pending += 1;
    say(document.body.dataset.saving, false);
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
    say(document.body.dataset.notSaved, true);
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
      say(document.body.dataset.signedOut, true);
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
})();
