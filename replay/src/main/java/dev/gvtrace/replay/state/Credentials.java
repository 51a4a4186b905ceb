// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/**
 * User and group ids of a thread, in the root user namespace, unsigned 32 bits in an int.
 *
 * <p>More than six components: one for each id.
 *
 * @param known false if nothing was reported yet; the ids are 0xffffffff then
 */
public record Credentials(boolean known, int ruid, int euid, int suid, int rgid, int egid, int sgid) {
    /** All ids are unknown. */
    public static final Credentials UNKNOWN = new Credentials(false, -1, -1, -1, -1, -1, -1);

    boolean are(int realUid, int effectiveUid, int savedUid, int realGid, int effectiveGid, int savedGid) {
        return euid == effectiveUid
                && ruid == realUid
                && suid == savedUid
                && egid == effectiveGid
                && rgid == realGid
                && sgid == savedGid;
    }
}
