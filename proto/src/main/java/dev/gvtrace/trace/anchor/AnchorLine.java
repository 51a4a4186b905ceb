// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.anchor;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerLine.MalformedException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * An anchor as a line, chained to the one that its output delivered before. Immutable.
 *
 * @param anchor its content
 * @param previous SHA-256 of the line delivered before with its line feed, hexadecimal; zeros in the first
 * @param signer the raw public key, hexadecimal; null when it is not signed
 * @param signatureValid whether the signature was made with that key; false when it is not signed
 */
public record AnchorLine(
        Anchor anchor, String previous, @Nullable String signer, boolean signatureValid) {
    /** The value of {@code previous} in an output's first line. */
    public static final String FIRST = LedgerLine.FIRST;
    /** Maximum number of bytes of a line. */
    public static final int MOST_BYTES = 1 << 20;

    static final int VERSION = 1;
    static final String VERSION_KEY = "gvtrace_anchor";

    /** Only ASCII is written, so that text that is not UTF-8, such as host names, is preserved. */
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * A line with its line feed.
     *
     * @throws IOException when it cannot be signed
     */
    public static byte[] encode(Anchor anchor, String previous, LedgerLine.@Nullable Signer signer) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            out.writeNumberProperty(VERSION_KEY, VERSION);
            AnchorSource source = anchor.source();
            out.writeStringProperty("host", EscapedText.of(source.host()));
            out.writeStringProperty("directory", EscapedText.of(source.directory()));
            out.writeStringProperty("start", source.start().toString());
            out.writeNumberProperty("output", source.output());
            out.writeNumberProperty("sequence", anchor.sequence());
            out.writeStringProperty("time", LedgerLine.time(anchor.timeNs()).toString());
            out.writeNumberProperty("every", source.everySeconds());
            out.writeNumberProperty("undelivered", anchor.undelivered());
            out.writeNumberProperty("omitted", anchor.omitted());
            out.writeBooleanProperty("last", anchor.last());
            if (anchor.ledger() != null) {
                write(out, anchor.ledger());
            }
            out.writeArrayPropertyStart("recordings");
            anchor.heads().forEach(head -> write(out, head));
            out.writeEndArray();
            out.writeStringProperty("previous", previous);
            if (signer != null) {
                out.writeStringProperty("signer", HexFormat.of().formatHex(signer.publicKey()));
            }
            out.writeEndObject();
        }
        return LedgerLine.signed(text.toString(), signer);
    }

    private static void write(JsonGenerator out, LedgerHead head) {
        out.writeObjectPropertyStart("ledger");
        out.writeNumberProperty("line", head.line());
        out.writeStringProperty("hash", head.hash());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, ChainHead head) {
        out.writeStartObject();
        out.writeStringProperty("recording", head.recording().toString());
        out.writeNumberProperty("segment", head.segment());
        out.writeStringProperty("file", head.file());
        out.writeNumberProperty("blocks", head.blocks());
        out.writeNumberProperty("bytes", head.bytes());
        out.writeNumberProperty("messages", head.messages());
        out.writeNumberProperty("last_message", head.lastMessage());
        out.writeStringProperty(head.sealed() ? "seal" : "chain", head.hash());
        out.writeEndObject();
    }

    /**
     * Reads a line, without its line feed.
     *
     * @throws MalformedException when it is not a line of this version
     */
    public static AnchorLine decode(byte[] bytes, int length) throws MalformedException {
        return new AnchorFields(bytes, length).line();
    }
}
