// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.replay.redact.rule.FieldKind;
import dev.gvtrace.text.EscapedText;
import java.util.Map;

/**
 * What is known about a JSON value from where it is: the kind of its text, and the text beside it, which is the name of
 * its member or, for an argument, the argument before it.
 *
 * @param kind of the strings here
 * @param beside empty if there is nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record JsonPlace(FieldKind kind, byte[] beside) {
    private static final byte[] NOTHING = {};
    static final JsonPlace ROOT = new JsonPlace(FieldKind.TEXT, NOTHING);

    private static final Map<String, FieldKind> KINDS = Map.ofEntries(
            Map.entry("env", FieldKind.ENVIRONMENT),
            Map.entry("environment", FieldKind.ENVIRONMENT),
            Map.entry("args", FieldKind.ARGUMENT),
            Map.entry("argv", FieldKind.ARGUMENT),
            Map.entry("hostname", FieldKind.HOST),
            Map.entry("domainname", FieldKind.HOST),
            Map.entry("host", FieldKind.HOST),
            Map.entry("cwd", FieldKind.PATH),
            Map.entry("exe", FieldKind.PATH),
            Map.entry("root", FieldKind.PATH),
            Map.entry("path", FieldKind.PATH),
            Map.entry("bundle", FieldKind.PATH),
            Map.entry("source", FieldKind.PATH),
            Map.entry("destination", FieldKind.PATH),
            Map.entry("home", FieldKind.PATH),
            Map.entry("shell", FieldKind.PATH),
            Map.entry("from", FieldKind.PATH),
            Map.entry("cgroupsPath", FieldKind.PATH),
            Map.entry("maskedPaths", FieldKind.PATH),
            Map.entry("readonlyPaths", FieldKind.PATH),
            Map.entry("endpoint", FieldKind.PATH),
            Map.entry("passwd", FieldKind.USER),
            Map.entry("group", FieldKind.USER),
            Map.entry("username", FieldKind.USER),
            Map.entry("annotations", FieldKind.LABEL),
            Map.entry("labels", FieldKind.LABEL),
            Map.entry("facts", FieldKind.LABEL),
            Map.entry("id", FieldKind.ID),
            Map.entry("container_id", FieldKind.ID),
            Map.entry("sandbox", FieldKind.ID),
            Map.entry("comm", FieldKind.PROCESS_NAME),
            Map.entry("ip", FieldKind.ADDRESS),
            Map.entry("address", FieldKind.ADDRESS));

    /**
     * The place of a member's value.
     *
     * @param name of the member, in the original
     * @param nameBefore the value of the member {@code name} of the same object, as in Kubernetes' lists of variables
     */
    JsonPlace member(byte[] name, byte[] nameBefore) {
        String key = EscapedText.decode(name);
        if (kind == FieldKind.ENVIRONMENT && key.equals("value") && nameBefore.length > 0) {
            return new JsonPlace(kind, nameBefore);
        }
        if (kind == FieldKind.ENVIRONMENT && key.equals("name")) {
            return new JsonPlace(FieldKind.TEXT, name);
        }
        boolean inherited = kind == FieldKind.LABEL || kind == FieldKind.ENVIRONMENT;
        return new JsonPlace(inherited ? kind : KINDS.getOrDefault(key, kind), name);
    }

    /** The place of an element of an array, behind this one. */
    JsonPlace element(byte[] before) {
        return new JsonPlace(
                kind, kind == FieldKind.ARGUMENT ? before : kind == FieldKind.ENVIRONMENT ? NOTHING : beside);
    }
}
