// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlNode.Style;
import org.jspecify.annotations.Nullable;

/** A token of YAML. Whether a key begins is only known when its colon comes: until then its tokens are open. */
final class YamlToken {
    enum Kind {
        DIRECTIVE,
        DOCUMENT_START,
        DOCUMENT_END,
        BLOCK_SEQUENCE_START,
        BLOCK_MAPPING_START,
        BLOCK_SEQUENCE_END,
        BLOCK_MAPPING_END,
        BLOCK_ENTRY,
        FLOW_SEQUENCE_START,
        FLOW_MAPPING_START,
        FLOW_SEQUENCE_END,
        FLOW_MAPPING_END,
        FLOW_ENTRY,
        KEY,
        VALUE,
        ANCHOR,
        ALIAS,
        TAG,
        SCALAR
    }

    enum Status {
        VALID,
        OPEN,
        DROPPED
    }

    final Kind kind;
    /** Where it starts in the file's text. */
    final int start;
    /** Where it ends; only of scalars. */
    final int end;
    /** The name of an anchor or alias, a directive's words, a scalar's text; else empty. */
    final String text;
    /** Only of scalars. */
    final @Nullable Style style;

    final @Nullable ScalarPlaces places;

    Status status = Status.VALID;

    private YamlToken(
            Kind kind, int start, int end, String text, @Nullable Style style, @Nullable ScalarPlaces places) {
        this.kind = kind;
        this.start = start;
        this.end = end;
        this.text = text;
        this.style = style;
        this.places = places;
    }

    static YamlToken of(Kind kind, int start) {
        return of(kind, start, "");
    }

    static YamlToken of(Kind kind, int start, String text) {
        return new YamlToken(kind, start, start, text, null, null);
    }

    static YamlToken scalar(int start, int end, Style style, ScalarPlaces.Builder content) {
        return new YamlToken(Kind.SCALAR, start, end, content.text(), style, content.places());
    }
}
