// Dark or light: as the system has it, until the user says otherwise.

const KEY = "blup-theme";

export function startTheme(button: HTMLButtonElement): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = stored();
    const theme = chosen ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    button.textContent = theme === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", theme === "dark" ? "Light colors" : "Dark colors");
  };
  dark.addEventListener("change", show);
  button.addEventListener("click", () => {
    keep(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    show();
  });
  show();
}

let kept: string | null = null;

/** Pages opened from some places have no storage. */
function stored(): string | null {
  try {
    return localStorage.getItem(KEY) ?? kept;
  } catch {
    return kept;
  }
}

function keep(theme: string): void {
  kept = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It holds until the page is left.
  }
}
