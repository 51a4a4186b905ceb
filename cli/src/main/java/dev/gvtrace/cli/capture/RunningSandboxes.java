// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.Attachment;
import dev.gvtrace.capture.SandboxWatch;
import org.jspecify.annotations.Nullable;

/**
 * What a recorder does about sandboxes that do not connect by themselves.
 *
 * @param attachment to those that it attached to; null without {@code --attach}
 * @param watch over those that are not recorded
 */
record RunningSandboxes(@Nullable Attachment attachment, SandboxWatch watch, CaptureLog log) {
    /** Before the recorder's end: sandboxes are not looked for any more. */
    void endWatch() {
        watch.close();
    }

    /** Deletes the sessions that it created, unless another recorder takes the connections over. */
    void detach() {
        if (attachment == null) {
            return;
        }
        try {
            attachment.detachAll();
        } catch (RuntimeException | Error e) {
            log.print("not detached: " + e);
        }
    }
}
