// Counts texts with twitter-text, Intl.Segmenter and split-sms: a second opinion on core/lengths.py.
// Reads a JSON array of texts, writes {"x": [...], "mastodon": [...], "graphemes": [...], "sms": [...]}.
import { readFileSync } from "node:fs";
import sms from "split-sms";
import twitter from "twitter-text";

const texts = JSON.parse(readFileSync(0, "utf8"));
const segments = new Intl.Segmenter("nb", { granularity: "grapheme" });
const graphemes = (text) => [...segments.segment(text)].length;

// As StatusLengthValidator of Mastodon does with the Ruby edition of the same library: addresses
// by twitter-text, mentions by MENTION_RE, characters by the runtime.
const mention =
  /(?<![=/\p{L}\p{M}\p{Nd}\p{Pc}])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(@[\p{L}\p{M}\p{Nd}\p{Pc}.-]+[\p{L}\p{M}\p{Nd}\p{Pc}]+)?/giu;

function mastodon(text) {
  const urls = twitter.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false });
  let shortened = "";
  let at = 0;
  for (const { indices } of urls) {
    shortened += text.slice(at, indices[0]) + "x".repeat(23);
    at = indices[1];
  }
  return graphemes((shortened + text.slice(at)).replace(mention, "@$1"));
}

function segmented(text) {
  const { characterSet, parts } = sms.split(text);
  return [characterSet === "GSM" ? "gsm7" : "ucs2", text ? parts.length : 0];
}

console.log(
  JSON.stringify({
    x: texts.map((text) => twitter.parseTweet(text).weightedLength),
    mastodon: texts.map(mastodon),
    graphemes: texts.map(graphemes),
    sms: texts.map(segmented),
  }),
);
