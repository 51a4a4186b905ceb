// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that signatures are compared with, by their raw bytes in lower-case hexadecimal. A key may be marked
 * as compromised: then a signature with it counts only with a time stamp. Immutable.
 */
public final class TrustedKeys {
    private static final TrustedKeys NONE = new TrustedKeys(Map.of(), Set.of());
    private static final int MOST_KEYS = 1000;

    /** The keys and their names; a name may be empty. */
    private final Map<String, String> names;

    private final Set<String> compromised;

    private TrustedKeys(Map<String, String> names, Set<String> compromised) {
        this.names = names;
        this.compromised = compromised;
    }

    /** Without any: no signature is required. */
    public static TrustedKeys none() {
        return NONE;
    }

    /** These keys, without names. */
    public static TrustedKeys of(PublicKey... keys) {
        Map<String, String> names = new LinkedHashMap<>();
        for (PublicKey key : keys) {
            names.put(hex(key), "");
        }
        return new TrustedKeys(names, Set.of());
    }

    /**
     * The Ed25519 public keys of PEM files, each named by its file.
     *
     * @param paths files with one or more keys, and directories of such files; files of a directory without a public
     *     key are skipped
     * @throws IOException when one cannot be read or has no such key
     */
    public static TrustedKeys read(List<Path> paths) throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                add(path, SealKeys.readPublicKeys(path), names);
                continue;
            }
            int before = names.size();
            for (Path file : files(path)) {
                if (SealKeys.mentionsPublicKey(file)) {
                    add(file, SealKeys.readPublicKeys(file), names);
                }
            }
            if (names.size() == before) {
                throw new IOException(FileNames.text(path) + ": no file with a public key in this directory, expected"
                        + " PEM as written by openssl pkey -pubout");
            }
        }
        return new TrustedKeys(names, Set.of());
    }

    private static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            inside.forEach(files::add);
        }
        files.sort(Comparator.comparing(FileNames::text));
        return files;
    }

    private static void add(Path file, List<PublicKey> keys, Map<String, String> names) throws IOException {
        for (PublicKey key : keys) {
            names.putIfAbsent(hex(key), FileNames.text(file));
        }
        if (names.size() > MOST_KEYS) {
            throw new IOException(FileNames.text(file) + ": too many keys, expected at most " + MOST_KEYS);
        }
    }

    private static String hex(PublicKey key) {
        return HexFormat.of().formatHex(SealKeys.rawPublicKey(key));
    }

    /** Also the others, all of them compromised. */
    public TrustedKeys withCompromised(TrustedKeys others) {
        Map<String, String> all = new LinkedHashMap<>(names);
        others.names.forEach(all::putIfAbsent);
        Set<String> marked = new LinkedHashSet<>(compromised);
        marked.addAll(others.names.keySet());
        return new TrustedKeys(all, marked);
    }

    /** Also a key that a trusted one handed over to. */
    public TrustedKeys with(String key) {
        if (names.containsKey(key)) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(names);
        all.put(key, "");
        return new TrustedKeys(all, compromised);
    }

    /** Also all of the others, which keep their marks. */
    public TrustedKeys with(TrustedKeys others) {
        Map<String, String> all = new LinkedHashMap<>(names);
        others.names.forEach(all::putIfAbsent);
        Set<String> marked = new LinkedHashSet<>(compromised);
        marked.addAll(others.compromised);
        return new TrustedKeys(all, marked);
    }

    /** Whether there is any, so that a signature is required. */
    public boolean areGiven() {
        return !names.isEmpty();
    }

    /** Whether it is one of these. */
    public boolean contains(@Nullable String key) {
        return key != null && names.containsKey(key);
    }

    /** Whether it is one of these, and compromised. */
    public boolean isCompromised(@Nullable String key) {
        return key != null && compromised.contains(key);
    }

    /** The file that a key was read from; empty when it is not one of these, or came from no file. */
    public String name(String key) {
        return names.getOrDefault(key, "");
    }
}
