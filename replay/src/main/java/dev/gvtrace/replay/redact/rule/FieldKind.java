// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact.rule;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a field of a trace holds. Rules name kinds, not fields, so that they hold for all messages and records. */
public enum FieldKind {
    /** A variable, {@code NAME=value}. */
    ENVIRONMENT("environment"),
    /** A word of a command line. */
    ARGUMENT("arguments"),
    /** A path of a file, a directory or a socket. */
    PATH("paths"),
    /** The name of a host. */
    HOST("hosts"),
    /** An IP address, in bytes or as text. */
    ADDRESS("addresses"),
    /** The name of a user or group. */
    USER("users"),
    /** The name of a thread (comm). */
    PROCESS_NAME("names"),
    /** A label or annotation of a container, and what the host knows about it: name, image. */
    LABEL("labels"),
    /** The id of a container or sandbox. */
    ID("ids"),
    /** Any other text: notes, reasons, configurations. */
    TEXT("text"),
    /** The digest of a program. */
    DIGEST("digests", false),
    /** A port number. */
    PORT("ports", false),
    /** A register of a raw system call. */
    REGISTER("registers", false);

    private final String word;
    private final boolean text;

    FieldKind(String word) {
        this(word, true);
    }

    FieldKind(String word, boolean text) {
        this.word = word;
        this.text = text;
    }

    /** The word for it in rule files. */
    public String word() {
        return word;
    }

    /** True if patterns are searched in it; the others are replaced as a whole, by rules that name them. */
    public boolean isText() {
        return text;
    }

    /** The kind with this word; null if there is none. */
    public static @Nullable FieldKind of(String word) {
        for (FieldKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        return null;
    }

    /** All words, in order. */
    public static List<String> words() {
        return Arrays.stream(values()).map(FieldKind::word).toList();
    }
}
