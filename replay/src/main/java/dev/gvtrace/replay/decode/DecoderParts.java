// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.wire.DropCounter;
import dev.gvtrace.replay.event.EventWriter;
import dev.gvtrace.replay.event.message.Identity;
import dev.gvtrace.replay.event.message.MessageViews;
import dev.gvtrace.replay.event.message.TextPool;
import dev.gvtrace.replay.frame.Parts;

/** The classes whose objects make up the state of a decoder, for its frames. */
public final class DecoderParts {
    private DecoderParts() {}

    /** Adds them; the root is the {@link EventDecoder}. */
    public static Parts addTo(Parts parts) {
        return parts.keep(
                        EventDecoder.class,
                        EventAssembler.class,
                        Architecture.class,
                        DropCounter.class,
                        HeldMessage.class,
                        Identity.class,
                        MessageViews.class,
                        SentryAge.class,
                        SessionKnowledge.class,
                        SessionKnowledge.ExecOrder.class,
                        ThreadSlot.class,
                        ThreadTable.class)
                .leave(EventListener.class, EventWriter.class, TextPool.class)
                // of the current message
                .leaveFields(EventAssembler.class, "receivedNs", "matchedEnter")
                .leaveFields(MessageViews.class, "views", "whole")
                .leaveFields(ThreadTable.class, "spareSlots", "spareMessages");
    }
}
