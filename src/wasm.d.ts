// A .wasm file imported as its bytes; the bundler inlines them.
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
