// Counts texts with twitter-text and Intl.Segmenter, a second opinion on core/lengths.py.
// Reads a JSON array of texts, writes {"x": [...], "mastodon": [...], "graphemes": [...]}.
import { readFileSync } from "node:fs";
import twitter from "twitter-text";

const texts = JSON.parse(readFileSync(0, "utf8"));
const segments = new Intl.Segmenter("nb", { granularity: "grapheme" });
const graphemes = (text) => [...segments.segment(text)].length;

// As StatusLengthValidator of Mastodon does with the Ruby edition of the same library.
function mastodon(text) {
  const urls = twitter.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false });
  let shortened = "";
  let at = 0;
  for (const { indices } of urls) {
    shortened += text.slice(at, indices[0]) + "x".repeat(23);
    at = indices[1];
  }
  return graphemes(shortened + text.slice(at));
}

console.log(
  JSON.stringify({
    x: texts.map((text) => twitter.parseTweet(text).weightedLength),
    mastodon: texts.map(mastodon),
    graphemes: texts.map(graphemes),
  }),
);
