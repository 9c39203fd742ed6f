// Elements of the page. Texts become text nodes, never markup, whatever is in them.

type Child = Node | string | null;
type Props = Readonly<Record<string, string | boolean | number | ((event: Event) => void) | null | undefined>>;

/** An element with attributes (`onclick` and the like are listeners, `true` an empty attribute) and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The element of the page with an id; it must be there. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element "${id}"`);
  return found as E;
}

/** A labelled choice. */
export function select(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  value: string,
  onChange: (value: string) => void,
): HTMLLabelElement {
  const input = element("select", { onchange: () => onChange(input.value) });
  for (const [key, text] of options) input.append(element("option", { value: key, selected: key === value }, text));
  return element("label", { class: "field" }, element("span", {}, label), input);
}

/** A labelled box to tick. */
export function tick(label: string, checked: boolean, onChange: (checked: boolean) => void): HTMLLabelElement {
  const input = element("input", { type: "checkbox", checked, onchange: () => onChange(input.checked) });
  return element("label", { class: "check" }, input, label);
}

/** Hands a file over to the user. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
