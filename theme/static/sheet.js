/* Rows of texts and numbers → a file for spreadsheets: CSV (RFC 4180), or XLSX (ECMA-376), XML files in a zip without compression. */

/* A text that begins like a formula would be run as one; https://owasp.org/www-community/attacks/CSV_Injection */
const guarded = (value) => (/^(\s*[=+\-@]|[\t\r])/.test(value) && typeof value === "string" ? `'${value}` : value);

export function csv(rows) {
  const separator = document.documentElement.lang === "en" ? "," : ";"; // where decimals have a comma, spreadsheets expect semicolons
  const lines = rows.map((row) => row.map((value) => `"${String(guarded(value)).replaceAll(`"`, `""`)}"`).join(separator));
  return new Blob([`\uFEFF${lines.join("\r\n")}\r\n`], { type: "text/csv" });
}

const OPEN = "http://schemas.openxmlformats.org/";
const MAIN = `xmlns="${OPEN}spreadsheetml/2006/main"`;
const LINKS = "relationships";
const TYPE = "application/vnd.openxmlformats-";
const SHEET = `${TYPE}officedocument.spreadsheetml.`;
const part = (name, type) => `<Override PartName="/${name}.xml" ContentType="${SHEET}${type}+xml"/>`;
const link = (type) =>
  `<Relationships xmlns="${OPEN}package/2006/${LINKS}"><Relationship Id="r" Type="${OPEN}officeDocument/2006/${LINKS}/${type}" Target="${type}.xml"/></Relationships>`;

function cell(value) {
  if (typeof value === "number") return `<c><v>${value}</v></c>`;
  const text = guarded(value).replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, "").replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt()};`);
  return `<c t="inlineStr"><is><t>${text}</t></is></c>`;
}

export function xlsx(rows) {
  const lines = rows.map((row) => `<row>${row.map(cell).join("")}</row>`);
  const parts = {
    "[Content_Types]": `<Types xmlns="${OPEN}package/2006/content-types"><Default Extension="rels" ContentType="${TYPE}package.${LINKS}+xml"/>${part("officeDocument", "sheet.main")}${part("worksheet", "worksheet")}</Types>`,
    "_rels/": link("officeDocument"),
    "_rels/officeDocument.xml": link("worksheet"),
    officeDocument: `<workbook ${MAIN}><sheets><sheet name="Etalase" sheetId="1" r:id="r" xmlns:r="${OPEN}officeDocument/2006/${LINKS}"/></sheets></workbook>`,
    worksheet: `<worksheet ${MAIN}><sheetData>${lines.join("")}</sheetData></worksheet>`,
  };
  return new Blob(zip(parts), { type: `${SHEET}sheet` });
}

export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/* The parts of a zip: each file with its header, then the list of all. PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16. */
function zip(texts) {
  const files = [];
  const listed = [];
  for (const [path, text] of Object.entries(texts)) {
    const [name, data] = [`${path}.${path.startsWith("_") ? "rels" : "xml"}`, text].map((each) => new TextEncoder().encode(each));
    const facts = [20, 0, 0, 0, 33, ...long(crc(data)), ...long(data.length), ...long(data.length), name.length, 0]; // 33: the first day it knows
    listed.push(bytes(0x4b50, 0x201, 20, ...facts, 0, 0, 0, 0, 0, ...long(sizeOf(files))), name);
    files.push(bytes(0x4b50, 0x403, ...facts), name, data);
  }
  const count = listed.length / 2;
  return [...files, ...listed, bytes(0x4b50, 0x605, 0, 0, count, count, ...long(sizeOf(listed)), ...long(sizeOf(files)), 0)];
}

const sizeOf = (parts) => parts.reduce((sum, { length }) => sum + length, 0);

/* Numbers of two bytes each, the lower first; a long one is two of them. */
const bytes = (...numbers) => Uint8Array.from(numbers.flatMap((number) => [number, number >> 8]));
const long = (number) => [number, number >>> 16];

function crc(data) {
  let sum = -1;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 && 0xedb88320);
  }
  return ~sum;
}
