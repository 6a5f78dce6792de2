// Numbers as people type and read them.

const SUPERSCRIPT = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹";
const DIGITS = "-0123456789";
const TIMES = "\u00a0×\u00a0"; // with blanks at which no line breaks

// A number as it is typed: 0.05, 0,05, 5e-2, 5 × 10⁻², 10^-2; NaN if it isn't one, or if one can't tell: 1,000.
function readNumber(text) {
  const typed = text
    .replace(/[⁻⁰¹²³⁴-⁹]/g, (sign) => DIGITS[SUPERSCRIPT.indexOf(sign)])
    .replace(/−/g, "-")
    .replace(/\s*[×x*·]\s*10\s*\^?\s*(?=-?\d)/, "e")
    .replace(/^\s*10\s*\^?\s*(?=-\d)/, "1e")
    .replace(/\s/g, "");
  if (typed === "" || /^[1-9]\d{0,2}(,\d{3})+$/.test(typed)) return NaN;
  return Number(typed.replace(",", "."));
}

// All digits, as one can type them: 0.076, 1.2e-7.
function fieldText(x) {
  return x < 1e-4 || x >= 1e7 ? x.toExponential() : String(x);
}

// At most so many digits, as `number` in gd/text.py: 12,340, 0.0248, 4.074 × 10⁻⁹, −3.
function plain(x, digits) {
  const rounded = Number(Math.abs(x).toPrecision(digits));
  let text = rounded.toLocaleString("en", { maximumFractionDigits: 20 });
  if (rounded !== 0 && (rounded < 1e-4 || rounded >= 1e7)) {
    const [mantissa, exponent] = rounded.toExponential().split("e");
    const power = exponent.replace("+", "").replace(/./g, (sign) => SUPERSCRIPT[DIGITS.indexOf(sign)]);
    text = (mantissa === "1" ? "" : mantissa + TIMES) + `10${power}`;
  }
  return x < 0 ? `−${text}` : text;
}

// A number to the digit that a step of this length changes.
function rounded(x, step) {
  const digit = 10 ** Math.floor(Math.log10(step));
  return Number((Math.round(x / digit) * digit).toPrecision(12));
}
