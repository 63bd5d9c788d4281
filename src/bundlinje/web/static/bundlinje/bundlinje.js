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

  // A browser names its own button for files, in its own language: ours stands in its place.
  for (const input of document.querySelectorAll("input[type=file]")) {
    const words = document.body.dataset;
    const pick = document.createElement("span");
    const button = document.createElement("label");
    const name = document.createElement("span");
    pick.className = "file-pick";
    button.className = "button button-secondary";
    button.htmlFor = input.id;
    button.textContent = words.chooseFile;
    name.className = "file-name";
    name.setAttribute("role", "status");
    const show = () => { name.textContent = input.files.length ? input.files[0].name : words.noFile; };
    input.before(pick);
    pick.append(input, button, name);
    input.addEventListener("change", show);
    show();
  }

  // On a narrow screen the filters wait until they are asked for.
  if (window.matchMedia("(max-width: 61.99em)").matches)
    document.querySelectorAll("[data-narrow-closed]").forEach((box) => { box.open = false; });

  // The current step is in sight where the steps lie in a row.
  const current = document.querySelector(".steps a[aria-current]");
  if (current) current.scrollIntoView({ block: "nearest", inline: "center" });
})();
