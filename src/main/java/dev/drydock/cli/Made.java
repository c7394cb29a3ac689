package dev.drydock.cli;

import dev.drydock.build.Builder;
import dev.drydock.build.Built;
import dev.drydock.fleet.Fleet;
import dev.drydock.problem.DrydockException;
import java.io.IOException;

/** A build that went all the way: composed, at its destinations, and what it left shared with others. */
record Made(Built built, Outputs.Written written) {
    /** Every failure refuses an entry for good, and an image has four layers of its own. */
    private static final int MOST_IN_VAIN = 8;

    /** Puts an image where it is to go. */
    interface Delivery {
        Outputs.Written of(Built built) throws IOException;
    }

    static Made of(Builder builder, Fleet fleet, Delivery delivery) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                Built built = builder.build();
                Outputs.Written written = delivery.of(built);
                if (fleet.writes()) {
                    fleet.write(builder.shareable(built));
                }
                return new Made(built, written);
            } catch (DrydockException e) {
                // Nothing is under any name yet: tags move when all bytes are there.
                if (attempt >= MOST_IN_VAIN || !Builder.isLentInVain(e)) {
                    throw e;
                }
            }
        }
    }
}
