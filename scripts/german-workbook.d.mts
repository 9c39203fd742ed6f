/** The bytes of a workbook with one sheet; `csv` has plain fields, without quotes around commas. */
export function germanWorkbook(csv: string, sheet: string): Buffer;
