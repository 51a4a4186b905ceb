// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

/** The extent of a tag. What it says has no meaning for rules: scalars stay text. */
final class YamlTags {
    private static final String TAG_CHARACTERS = "#;/?:@&=+$_.~*'()";
    private static final String URI_CHARACTERS = TAG_CHARACTERS + ",![]";

    private YamlTags() {}

    /** Reads over a tag; the cursor is at its exclamation mark. */
    static void skip(SourceCursor in) throws YamlSyntaxException {
        in.take();
        if (in.peek() == '<') {
            verbatim(in);
        } else if (handle(in)) {
            in.take();
            int start = in.offset();
            skip(in, TAG_CHARACTERS);
            if (in.offset() == start) {
                throw new YamlSyntaxException("tag handle with no suffix", start);
            }
        }
    }

    private static void verbatim(SourceCursor in) throws YamlSyntaxException {
        in.take();
        skip(in, URI_CHARACTERS);
        if (in.peek() != '>') {
            throw new YamlSyntaxException("end of verbatim tag not found: expected '>'", in.offset());
        }
        in.take();
    }

    /** True if a second exclamation mark comes after word characters: then a suffix follows. */
    private static boolean handle(SourceCursor in) throws YamlSyntaxException {
        while (isWord(in.peek())) {
            in.take();
        }
        if (in.peek() == '!') {
            return true;
        }
        int firstOther = in.offset();
        skip(in, TAG_CHARACTERS);
        if (in.peek() == '!') {
            throw new YamlSyntaxException("illegal character found while scanning tag handle", firstOther);
        }
        return false;
    }

    private static void skip(SourceCursor in, String allowed) {
        while (true) {
            char c = in.peek();
            if (isWord(c) || allowed.indexOf(c) >= 0) {
                in.take();
            } else if (c == '%' && isHex(in.at(1)) && isHex(in.at(2))) {
                in.skip(3);
            } else {
                return;
            }
        }
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
