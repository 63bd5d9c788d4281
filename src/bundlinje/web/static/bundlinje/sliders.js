// A slider and the number beside it follow each other.
(() => {
  "use strict";

  const form = document.querySelector("[data-sliders]");
  if (!form) return;
  const language = form.dataset.sliders;
  const point = language === "da" ? "," : ".";

  const shown = (slider, value) => {
    const decimals = Number(slider.dataset.decimals);
    const percent = "percent" in slider.dataset;
    const number = new Intl.NumberFormat(language === "da" ? "da-DK" : "en-GB", {
      maximumFractionDigits: decimals,
    }).format(value * (percent ? 100 : 1));
    return percent ? number + (language === "da" ? " %" : "%") : number;
  };

  const read = (slider, text) => {
    const plain = text.replace(/[\s%]/g, "").replace(language === "da" ? /\./g : /,/g, "");
    const value = Number(plain.replace(point, "."));
    return "percent" in slider.dataset ? value / 100 : value;
  };

  for (const slider of form.querySelectorAll(".slider")) {
    const range = slider.querySelector("input[type=range]");
    const number = slider.querySelector("input[name=tal]");
    const first = { text: number.value, at: range.value };
    range.hidden = false;
    range.addEventListener("input", () => {
      number.value = range.value === first.at ? first.text : shown(slider, Number(range.value));
    });
    number.addEventListener("input", () => {
      const value = read(slider, number.value);
      if (Number.isFinite(value)) range.value = String(value);
    });
    slider.reset = () => {
      number.value = first.text;
      range.value = first.at;
    };
  }

  const reset = form.querySelector("[data-reset]");
  reset.hidden = false;
  reset.addEventListener("click", () => {
    for (const slider of form.querySelectorAll(".slider")) slider.reset();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
