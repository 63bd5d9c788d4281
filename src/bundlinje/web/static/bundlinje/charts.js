// Draws the report's charts when they come into sight, as wide as there is room, and says what
// the mark under the pointer shows.
(() => {
  "use strict";

  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("aria-hidden", "true");
  tip.hidden = true;

  const tell = (handler, event, item, value) => {
    tip.hidden = value === undefined || value === null || value === "";
    if (tip.hidden) return;
    const lines = String(value).split("\n").map((line) => {
      const row = document.createElement("div");
      row.textContent = line;
      return row;
    });
    tip.replaceChildren(...lines);
    const room = document.documentElement.clientWidth;
    const left = Math.min(event.clientX + 14, room - tip.offsetWidth - 8);
    const above = event.clientY + 18 + tip.offsetHeight > window.innerHeight;
    tip.style.left = `${Math.max(left, 8)}px`;
    tip.style.top = `${above ? event.clientY - tip.offsetHeight - 12 : event.clientY + 18}px`;
  };

  const draw = async (place) => {
    const width = Math.round(place.clientWidth);
    if (!width || place.drawnAt === width) return;
    place.drawnAt = width;
    const answer = await fetch(`${place.dataset.chart}bredde=${width}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const spec = await answer.json();
    if (place.drawnAt !== width) return;
    const runtime = vega.parse(vegaLite.compile(spec).spec, null, { ast: true });
    const canvas = document.createElement("div");
    canvas.setAttribute("aria-hidden", "true");
    const view = new vega.View(runtime, {
      expr: vegaInterpreter.expressionInterpreter,
      renderer: "svg",
      container: canvas,
      hover: true,
      logLevel: vega.Error,
    });
    view.tooltip(tell);
    await view.runAsync();
    if (place.view) place.view.finalize();
    place.view = view;
    place.replaceChildren(canvas);
    place.classList.add("drawn");
  };

  const show = (place) => draw(place).catch(() => {
    place.drawnAt = 0;
    place.textContent = place.dataset.failed;
  });

  const start = () => {
    const places = [...document.querySelectorAll(".chart-place")];
    if (!places.length) return;
    document.body.append(tip);
    document.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
    const inSight = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) show(entry.target);
    }, { rootMargin: "400px" });
    let waiting;
    const resized = new ResizeObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        for (const place of places) if (place.view) show(place);
      }, 200);
    });
    for (const place of places) {
      inSight.observe(place);
      resized.observe(place);
    }
    window.addEventListener("beforeprint", () => places.forEach(show));
  };

  start();
})();
