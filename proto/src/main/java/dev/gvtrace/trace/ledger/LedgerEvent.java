// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The event in a line of a ledger: {@code FORMAT.md} section 11. Immutable. File names are without directory.
 *
 * <p>More than six components where a line has more entries: one for each.
 */
public sealed interface LedgerEvent {
    /** Its name in a line. */
    String word();

    /** Its entries in a line, in order: texts, {@code Long} and {@code Boolean} values. */
    Map<String, Object> fields();

    /** Calls the visitor's method for this event. */
    void accept(Visitor visitor);

    /** One method for each event, so that a new one breaks the build where it has to be handled. */
    interface Visitor {
        /** See {@link Started}. */
        void started(Started event);

        /** See {@link Stopped}. */
        void stopped(Stopped event);

        /** See {@link Crashed}. */
        void crashed(Crashed event);

        /** See {@link Torn}. */
        void torn(Torn event);

        /** See {@link Omitted}. */
        void omitted(Omitted event);

        /** See {@link KeyChanged}. */
        void keyChanged(KeyChanged event);

        /** See {@link Begun}. */
        void begun(Begun event);

        /** See {@link Rotated}. */
        void rotated(Rotated event);

        /** See {@link Sealed}. */
        void sealed(Sealed event);

        /** See {@link Unsealed}. */
        void unsealed(Unsealed event);

        /** See {@link Repaired}. */
        void repaired(Repaired event);

        /** See {@link Deleted}. */
        void deleted(Deleted event);

        /** See {@link Lost}. */
        void lost(Lost event);

        /** See {@link Triggered}. */
        void triggered(Triggered event);

        /** See {@link Kept}. */
        void kept(Kept event);

        /** See {@link LetGo}. */
        void letGo(LetGo event);

        /** See {@link Unknown}. */
        void unknown(Unknown event);
    }

    /** The recorder started. */
    record Started(String tool, Text host, long pid) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.started(this);
        }

        @Override
        public String word() {
            return "started";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields()
                    .put("tool", tool)
                    .put("host", host)
                    .put("pid", pid)
                    .map();
        }
    }

    /**
     * The recorder stopped on request.
     *
     * @param everythingSealed false when files were left unsealed
     */
    record Stopped(boolean everythingSealed) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.stopped(this);
        }

        @Override
        public String word() {
            return "stopped";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields().put("everything_sealed", everythingSealed).map();
        }
    }

    /**
     * The previous recorder ended without a line about it.
     *
     * @param lastLine number of the last line that it wrote
     */
    record Crashed(long lastLine) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.crashed(this);
        }

        @Override
        public String word() {
            return "crashed";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields().put("last_line", lastLine).map();
        }
    }

    /**
     * The line before this one is incomplete.
     *
     * @param bytes its length, without the line feed that was added
     */
    record Torn(long bytes) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.torn(this);
        }

        @Override
        public String word() {
            return "torn";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields().put("bytes", bytes).map();
        }
    }

    /**
     * Lines were dropped because they could not be written for too long.
     *
     * @param lines how many
     */
    record Omitted(long lines) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.omitted(this);
        }

        @Override
        public String word() {
            return "omitted";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields().put("lines", lines).map();
        }
    }

    /**
     * Further lines are signed with another key. The old key agrees to it if the line is signed with that.
     *
     * @param from the old key, 64 hexadecimal digits; null when lines were not signed
     * @param to the new key; null when lines are no longer signed
     */
    record KeyChanged(@Nullable String from, @Nullable String to) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.keyChanged(this);
        }

        @Override
        public String word() {
            return "key_changed";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields().put("from", from).put("to", to).map();
        }
    }

    /** A recording began with its first file. */
    record Begun(UUID recording, Text file, Text sandbox) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.begun(this);
        }

        @Override
        public String word() {
            return "begun";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields()
                    .file(recording, 0)
                    .put("file", file)
                    .put("sandbox", sandbox)
                    .map();
        }
    }

    /** A recording continues in this file. */
    record Rotated(UUID recording, int segment, Text file) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.rotated(this);
        }

        @Override
        public String word() {
            return "rotated";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields().file(recording, segment).put("file", file).map();
        }
    }

    /**
     * A file was sealed.
     *
     * @param seal 64 hexadecimal digits
     * @param messages in this file
     * @param lost what its gaps count as lost
     * @param continues whether the recording continues in another file
     * @param reason why the file ends
     */
    record Sealed(
            UUID recording,
            int segment,
            Text file,
            String seal,
            long messages,
            long lost,
            boolean continues,
            Text reason)
            implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.sealed(this);
        }

        @Override
        public String word() {
            return "sealed";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields()
                    .file(recording, segment)
                    .put("file", file)
                    .put("seal", seal)
                    .put("messages", messages)
                    .put("lost", lost)
                    .put("goes_on", continues)
                    .put("reason", reason)
                    .map();
        }
    }

    /**
     * A file was left without a seal, or found without one at the start.
     *
     * @param recording null when its header cannot be read
     * @param bytes its size
     */
    record Unsealed(@Nullable UUID recording, int segment, Text file, long bytes, Text reason) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.unsealed(this);
        }

        @Override
        public String word() {
            return "unsealed";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields()
                    .file(recording, segment)
                    .put("file", file)
                    .put("bytes", bytes)
                    .put("reason", reason)
                    .map();
        }
    }

    /**
     * A sealed copy was made of a file that was left unsealed. Not written by a recorder alone: also by the command
     * that made the copy, while no recorder runs.
     *
     * @param recording of the unsealed file; null when its header cannot be read
     * @param file the unsealed file, which stays as it is
     * @param copy the new file
     * @param seal of the copy, 64 hexadecimal digits
     * @param messages in the copy
     * @param tool name and version of the program that made it
     */
    record Repaired(@Nullable UUID recording, int segment, Text file, Text copy, String seal, long messages, Text tool)
            implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.repaired(this);
        }

        @Override
        public String word() {
            return "repaired";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields()
                    .file(recording, segment)
                    .put("file", file)
                    .put("copy", copy)
                    .put("seal", seal)
                    .put("messages", messages)
                    .put("tool", tool)
                    .map();
        }
    }

    /**
     * A file is deleted right after this line.
     *
     * @param recording null when its header cannot be read
     * @param bytes its size
     * @param seal null when it was not sealed
     * @param messages that could be read in it; {@link #UNCOUNTED} when unknown
     * @param lost what its gaps count as lost; {@link #UNCOUNTED} when unknown
     */
    record Deleted(
            @Nullable UUID recording,
            int segment,
            Text file,
            long bytes,
            @Nullable String seal,
            long messages,
            long lost,
            Text reason)
            implements LedgerEvent {
        /** The number of messages when it is unknown. */
        public static final long UNCOUNTED = -1;

        /** A file whose messages were not counted. */
        public Deleted(
                @Nullable UUID recording, int segment, Text file, long bytes, @Nullable String seal, Text reason) {
            this(recording, segment, file, bytes, seal, UNCOUNTED, UNCOUNTED, reason);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.deleted(this);
        }

        @Override
        public String word() {
            return "deleted";
        }

        @Override
        public Map<String, Object> fields() {
            Fields out = new Fields()
                    .file(recording, segment)
                    .put("file", file)
                    .put("bytes", bytes)
                    .put("seal", seal);
            if (messages >= 0) {
                out.put("messages", messages);
            }
            if (lost >= 0) {
                out.put("lost", lost);
            }
            return out.put("reason", reason).map();
        }
    }

    /**
     * Received messages that are neither in a file nor counted by a gap.
     *
     * @param recording null when no file could be created
     * @param messages how many; -1 when they were not counted
     */
    record Lost(@Nullable UUID recording, Text sandbox, long messages, Text cause) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.lost(this);
        }

        @Override
        public String word() {
            return "lost";
        }

        @Override
        public Map<String, Object> fields() {
            Fields out = new Fields();
            if (recording != null) {
                out.put("recording", recording.toString());
            }
            return out.put("sandbox", sandbox)
                    .put("messages", messages)
                    .put("cause", cause)
                    .map();
        }
    }

    /**
     * A flight recorder keeps a recording's files, from one on until {@link Kept} names the last one; without that line
     * up to the last file of the recording.
     *
     * @param recording null when nothing was held: the trigger came, and there was nothing to keep
     * @param segment number of the first file that is kept
     * @param sandbox the sandbox's id; empty when it is unknown
     * @param by what kind of trigger: {@code alert}, {@code request} or {@code signal}
     * @param who the rule that raised the alert, or the user who made the request
     * @param reason the alert, or the user's reason
     * @param atNs when it came, nanoseconds since the epoch
     */
    record Triggered(@Nullable UUID recording, int segment, Text sandbox, String by, Text who, Text reason, long atNs)
            implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.triggered(this);
        }

        @Override
        public String word() {
            return "triggered";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields()
                    .file(recording, segment)
                    .put("sandbox", sandbox)
                    .put("by", by)
                    .put("who", who)
                    .put("reason", reason)
                    .put("at", LedgerLine.time(atNs).toString())
                    .map();
        }
    }

    /**
     * The time after the last trigger is over: files after the last one named are let go again.
     *
     * @param segment number of the first file that is kept
     * @param last number of the last file that is kept
     * @param triggers how many there were, counting those without a line of their own
     */
    record Kept(UUID recording, int segment, int last, long triggers) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.kept(this);
        }

        @Override
        public String word() {
            return "kept";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields()
                    .file(recording, segment)
                    .put("last", (long) last)
                    .put("triggers", triggers)
                    .map();
        }
    }

    /**
     * A flight recorder deletes a file right after this line, because there was no trigger near it.
     *
     * @param bytes its size
     * @param seal null when it was not sealed
     * @param sha256 of the whole file, 64 hexadecimal digits, when it was not sealed; null otherwise
     * @param messages in it
     * @param lost what its gaps count as lost
     * @param fromNs when its first message was received, nanoseconds since the epoch; 0 when unknown
     * @param toNs when its last message was received; 0 when unknown
     */
    record LetGo(
            UUID recording,
            int segment,
            Text file,
            long bytes,
            @Nullable String seal,
            @Nullable String sha256,
            long messages,
            long lost,
            long fromNs,
            long toNs,
            Text reason)
            implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.letGo(this);
        }

        @Override
        public String word() {
            return "let_go";
        }

        @Override
        public Map<String, Object> fields() {
            return new Fields()
                    .file(recording, segment)
                    .put("file", file)
                    .put("bytes", bytes)
                    .put("seal", seal)
                    .put("sha256", sha256)
                    .put("messages", messages)
                    .put("lost", lost)
                    .put("from", LedgerLine.time(fromNs).toString())
                    .put("to", LedgerLine.time(toNs).toString())
                    .put("reason", reason)
                    .map();
        }
    }

    /** An event unknown to this version. */
    record Unknown(String word, Map<String, Object> fields) implements LedgerEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.unknown(this);
        }

        /** Copies the map. */
        public Unknown {
            fields = Map.copyOf(fields);
        }
    }

    /** Entries in insertion order. */
    final class Fields {
        private final Map<String, Object> entries = new LinkedHashMap<>();

        /** A text as a string that keeps its bytes. */
        private Fields put(String key, Text value) {
            return put(key, EscapedText.of(value));
        }

        /** Leaves out what is null. */
        private Fields put(String key, @Nullable Object value) {
            if (value != null) {
                entries.put(key, value);
            }
            return this;
        }

        /** Which file of a recording; nothing if the recording is null. */
        private Fields file(@Nullable UUID recording, int segment) {
            return recording == null
                    ? this
                    : put("recording", recording.toString()).put("segment", (long) segment);
        }

        private Map<String, Object> map() {
            return entries;
        }
    }
}
