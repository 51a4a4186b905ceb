// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/** Working and root directory: one object for all threads that share them (CLONE_FS). */
public final class Directories {
    private String cwd;
    private String root;
    private boolean cwdKnown;
    private boolean changed;

    Directories(String cwd, boolean cwdKnown, String root) {
        this.cwd = cwd;
        this.cwdKnown = cwdKnown;
        this.root = root;
    }

    /** Nothing is known except that the root is most likely the container's. */
    static Directories unknown() {
        return new Directories("", false, "/");
    }

    Directories copy() {
        Directories copy = new Directories(cwd, cwdKnown, root);
        copy.changed = changed;
        return copy;
    }

    /**
     * The name of a path passed by a program: a relative one begins at the given directory. Where names are resolved,
     * both begin at the container's root instead of the root after a chroot.
     */
    String name(PathResolver resolver, String directory, String path, boolean resolved) {
        if (!resolved || root.equals("/") || path.isEmpty()) {
            return resolver.name(directory, path);
        }
        if (path.charAt(0) == '/') {
            return below(resolver.name("", path));
        }
        boolean inside = directory.startsWith(root)
                && (directory.length() == root.length() || directory.charAt(root.length()) == '/');
        if (!inside) {
            return resolver.name(directory, path);
        }
        // A path cannot lead above the root.
        String within = directory.length() == root.length() ? "/" : directory.substring(root.length());
        return below(resolver.name(within, path));
    }

    /** Converts a path from the root directory into one from the container's root. */
    String below(String path) {
        return root.equals("/") ? path : path.equals("/") ? root : Limits.path(root + path);
    }

    /** The working directory, without a trailing slash except for "/"; "" if unknown. */
    public String cwd() {
        return cwd;
    }

    /** True if the working directory is known; false after a concealed change. */
    public boolean cwdKnown() {
        return cwdKnown;
    }

    /** The root directory within the container, normally "/"; what is unknown begins with {@code <UNKNOWN>}. */
    public String root() {
        return root;
    }

    /** The start of relative names: the working directory, or the text for an unknown one. */
    public String base() {
        return cwdKnown ? cwd : PathResolver.UNKNOWN_DIRECTORY;
    }

    /** True if the working directory is still that of the container's first process at its start. */
    boolean isInitial() {
        return !changed;
    }

    /** A call changed the working directory, possibly to an unknown one. */
    void noteChange() {
        changed = true;
    }

    void setCwd(String newCwd) {
        cwd = newCwd;
        cwdKnown = true;
    }

    void forgetCwd() {
        cwd = "";
        cwdKnown = false;
    }

    /** Clears both texts. */
    void forget() {
        forgetCwd();
        root = root.equals("/") ? root : PathResolver.UNKNOWN_DIRECTORY;
    }

    void setRoot(String newRoot) {
        root = newRoot;
    }
}
