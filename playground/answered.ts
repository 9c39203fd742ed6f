// A place of the page for what the worker answers: what was asked before is forgotten, what goes wrong is told.
import { element } from "./element.js";

/** `ask` makes what is shown; `show` asks, and again whenever something has changed. */
export function answered(ask: (signal: AbortSignal) => Promise<readonly HTMLElement[]>): {
  readonly place: HTMLElement;
  show(): void;
} {
  const place = element("div", { class: "answer", "aria-live": "polite" });
  let asking: AbortController | null = null;
  const show = async () => {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    place.classList.add("waiting");
    const later = setTimeout(() => {
      const cancel = element("button", { type: "button", class: "quiet", onclick: () => own.abort() }, "Cancel");
      place.replaceChildren(element("p", { class: "hint" }, "Computing … ", cancel));
    }, 400);
    try {
      const shown = await ask(own.signal);
      if (asking === own) place.replaceChildren(...shown);
    } catch (error) {
      if (asking !== own) return;
      const { message } = error as Error;
      place.replaceChildren(element("p", { class: own.signal.aborted ? "hint" : "bad", role: "alert" }, `${message}.`));
    } finally {
      clearTimeout(later);
      if (asking === own) place.classList.remove("waiting");
    }
  };
  return { place, show: () => void show() };
}
