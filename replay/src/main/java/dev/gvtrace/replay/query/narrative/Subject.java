// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.query.arrangement.ProcessChoice;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.text.Text;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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

    /** All processes that ever had a user, named by its name or id, as real, effective or saved one. */
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

    /**
     * The processes of a trace; none if there are none.
     *
     * @param choice the rows that answer the further request
     * @param notes receives what else a user has to know of the choice, in byte text
     */
    abstract Set<Life> tops(Lives lives, TraceFacts facts, List<Row> choice, Consumer<String> notes);

    private static final class OfProcess extends Subject {
        private final ProcessChoice named;

        OfProcess(ProcessChoice named) {
            this.named = named;
        }

        @Override
        ScanRequest request() {
            return named.events(null);
        }

        @Override
        boolean isWithDescendants() {
            return true;
        }

        @Override
        Set<Life> tops(Lives lives, TraceFacts facts, List<Row> choice, Consumer<String> notes) {
            Set<Life> tops = new LinkedHashSet<>();
            named.last(facts.of(Asked.PROCESSES), choice, notes).forEach(row -> tops.add(lives.of(row)));
            return tops;
        }
    }

    private static final class OfContainer extends Subject {
        private final Text idOrName;

        OfContainer(Text idOrName) {
            this.idOrName = idOrName;
        }

        @Override
        Set<Life> tops(Lives lives, TraceFacts facts, List<Row> choice, Consumer<String> notes) {
            Set<Text> ids = new LinkedHashSet<>();
            for (Row container : facts.of(Asked.CONTAINERS)) {
                if (idOrName.equals(Cell.text(container, "name"))
                        || Cell.textOrEmpty(container, "full_id").startsWith(idOrName)) {
                    ids.add(Cell.textOrEmpty(container, "id"));
                }
            }
            if (ids.isEmpty()) {
                notes.accept("no container has this id or name: expected one that the table containers has");
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
        Set<Life> tops(Lives lives, TraceFacts facts, List<Row> choice, Consumer<String> notes) {
            Set<String> ids = new HashSet<>();
            ids.add(nameOrId.display());
            for (Life life : lives.all()) {
                if (nameOrId.equals(life.user())) {
                    ids.add(life.uid());
                }
            }
            Set<Life> tops = new LinkedHashSet<>();
            for (Life life : lives.all()) {
                if (ids.contains(life.uid())) {
                    tops.add(life);
                }
            }
            for (Row execution : facts.of(Asked.EXECUTIONS)) {
                if (ids.contains(Long.toString(Cell.number(execution, "uid"))) && Cell.isKnown(execution, "uid")) {
                    add(lives.ofEvent(execution), tops);
                }
            }
            for (Row change : facts.of(Asked.IDENTITIES)) {
                if (hasUser(Cell.textOrEmpty(change, "before"), ids)
                        || hasUser(Cell.textOrEmpty(change, "after"), ids)) {
                    add(lives.ofEvent(change), tops);
                }
            }
            return tops;
        }

        private static void add(@Nullable Life life, Set<Life> tops) {
            if (life != null) {
                tops.add(life);
            }
        }

        /** True if one of the users in ids such as {@code uid=1000/0/0 gid=0} is among these. */
        private static boolean hasUser(Text text, Set<String> ids) {
            String users = text.display();
            int end = users.indexOf(' ');
            if (!users.startsWith("uid=") || end < 0) {
                return false;
            }
            return Arrays.stream(users.substring("uid=".length(), end).split("/"))
                    .anyMatch(ids::contains);
        }
    }
}
