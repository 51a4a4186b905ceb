// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.query.arrangement.ProcessChoice;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.text.Text;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The processes that a story is about. Immutable, thread-safe. */
public abstract sealed class Subject {
    private Subject() {}

    /** A process and its descendants. */
    public static Subject process(ProcessChoice choice) {
        return new OfProcess(choice);
    }

    /** All processes of a container, named by the beginning of its id or by its name. */
    public static Subject container(Text idOrName) {
        return new OfContainer(idOrName);
    }

    /** All processes of a user, named by its name or id. */
    public static Subject user(Text nameOrId) {
        return new OfUser(nameOrId);
    }

    /** A further request that finding the processes takes; null for none. */
    @Nullable
    ScanRequest request() {
        return null;
    }

    /** True if a story is also about the descendants of these processes. */
    boolean isWithDescendants() {
        return false;
    }

    /** The processes of a trace; none if there are none. */
    abstract Set<Life> tops(Lives lives, TraceFacts facts, Consumer<String> notes);

    private static final class OfProcess extends Subject {
        private final ProcessChoice choice;

        OfProcess(ProcessChoice choice) {
            this.choice = choice;
        }

        @Override
        ScanRequest request() {
            return choice.events(null);
        }

        @Override
        boolean isWithDescendants() {
            return true;
        }

        @Override
        Set<Life> tops(Lives lives, TraceFacts facts, Consumer<String> notes) {
            Set<Life> tops = new LinkedHashSet<>();
            choice.last(facts.of(Asked.PROCESSES), facts.choice(), notes).forEach(row -> tops.add(lives.of(row)));
            return tops;
        }
    }

    private static final class OfContainer extends Subject {
        private final Text idOrName;

        OfContainer(Text idOrName) {
            this.idOrName = idOrName;
        }

        @Override
        Set<Life> tops(Lives lives, TraceFacts facts, Consumer<String> notes) {
            Set<Text> ids = new LinkedHashSet<>();
            for (Row container : facts.of(Asked.CONTAINERS)) {
                if (idOrName.equals(Cell.text(container, "name"))
                        || Cell.textOrEmpty(container, "full_id").startsWith(idOrName)) {
                    ids.add(Cell.textOrEmpty(container, "id"));
                }
            }
            Set<Life> tops = new LinkedHashSet<>();
            for (Life life : lives.all()) {
                if (ids.contains(life.container())) {
                    tops.add(life);
                }
            }
            return tops;
        }
    }

    private static final class OfUser extends Subject {
        private final Text nameOrId;

        OfUser(Text nameOrId) {
            this.nameOrId = nameOrId;
        }

        @Override
        Set<Life> tops(Lives lives, TraceFacts facts, Consumer<String> notes) {
            Set<Life> tops = new LinkedHashSet<>();
            for (Life life : lives.all()) {
                if (life.isOfUser(nameOrId)) {
                    tops.add(life);
                }
            }
            return tops;
        }
    }
}
