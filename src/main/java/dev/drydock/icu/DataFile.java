package dev.drydock.icu;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A part of a file, read where it is needed.
 *
 * @param to before this offset all that is read lies
 * @param label names the file in errors
 */
record DataFile(FileChannel channel, long to, String label) {
    /** More than any item has: ICU's largest, a dictionary, takes 2 MB. */
    private static final int LARGEST = 1 << 24;

    /** Little endian, of exactly this length. */
    ByteBuffer bytes(long at, long length) throws IOException {
        if (at < 0 || length < 0 || length > LARGEST || at > to - length) {
            throw broken("a part of it lies beyond its end, or is larger than any known");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw broken("a part of it lies beyond its end");
            }
        }
        return buffer.flip();
    }

    /** That the data has another form than is known. */
    DrydockException broken(String why) {
        return Problem.input("icu/layout", "cannot cut the locales of `" + label + "`")
                .because("its ICU data has a form that is not known: " + why)
                .help("leave the setting `locales` out")
                .exception();
    }
}
