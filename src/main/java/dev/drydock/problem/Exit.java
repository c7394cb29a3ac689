package dev.drydock.problem;

/** The process exit codes, after sysexits(3) where it has one. */
public enum Exit {
    /** The input is wrong, or a check failed. */
    INPUT(1),
    /** The command line is wrong. */
    USAGE(2),
    /** A defect of Drydock itself. */
    DEFECT(70),
    /** A passing fault, such as the network: worth a retry. */
    PASSING(75);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
