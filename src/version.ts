/** Of the package; told in reports that others will want to repeat. */
export const VERSION = "0.1.0";
