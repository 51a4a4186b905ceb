// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.facts;

import dev.gvtrace.text.EscapedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the users and groups of a container's root file system. The image is not trusted: symbolic links are not
 * followed, and sizes are limited.
 */
final class UserDatabase {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ENTRIES = 10_000;
    private static final int PASSWD_PARTS = 7;
    private static final int GROUP_PARTS = 3;

    private UserDatabase() {}

    /** Adds {@code passwd} (name, uid, gid, home, shell) and {@code group} (name, gid), as far as they can be read. */
    static void add(ObjectNode json, Path rootFileSystem) {
        Path etc = rootFileSystem.resolve("etc");
        if (!Files.isDirectory(etc, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            passwd(json.putArray("passwd"), HostFacts.read(etc.resolve("passwd"), MAX_BYTES));
        } catch (IOException e) {
            json.remove("passwd");
        }
        try {
            group(json.putArray("group"), HostFacts.read(etc.resolve("group"), MAX_BYTES));
        } catch (IOException e) {
            json.remove("group");
        }
    }

    private static void passwd(ArrayNode out, byte[] text) {
        for (String line : EscapedText.decode(text).split("\n", -1)) {
            String[] parts = line.split(":", -1);
            if (parts.length >= PASSWD_PARTS && isNumber(parts[2]) && isNumber(parts[3]) && out.size() < MAX_ENTRIES) {
                out.addObject()
                        .put("name", parts[0])
                        .put("uid", Long.parseLong(parts[2]))
                        .put("gid", Long.parseLong(parts[3]))
                        .put("home", parts[5])
                        .put("shell", parts[6]);
            }
        }
    }

    private static void group(ArrayNode out, byte[] text) {
        for (String line : EscapedText.decode(text).split("\n", -1)) {
            String[] parts = line.split(":", -1);
            if (parts.length >= GROUP_PARTS && isNumber(parts[2]) && out.size() < MAX_ENTRIES) {
                out.addObject().put("name", parts[0]).put("gid", Long.parseLong(parts[2]));
            }
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
