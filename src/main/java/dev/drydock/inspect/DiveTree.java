package dev.drydock.inspect;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A tree of names as dive keeps one (wagoodman/dive, filetree): whiteouts are nodes with their own names, a node may have content and
 * children at once, and a directory that no entry stands for is none. Its peculiarities decide its figures, so they are kept.
 */
final class DiveTree {
    private static final String WHITEOUT = ".wh.";
    private static final String DOUBLE_WHITEOUT = ".wh..wh..";

    /** Names in the order of their UTF-8 bytes, as Go sorts them. */
    private static final Comparator<String> BYTES = (one, other) -> {
        int[] left = one.codePoints().toArray();
        int[] right = other.codePoints().toArray();
        return java.util.Arrays.compare(left, right);
    };

    /** One name in the tree. */
    static final class Node {
        private final Optional<Node> parent;
        private final String name;
        private final Map<String, Node> children = new TreeMap<>(BYTES);
        private long size;
        private boolean directory;

        private Node(Optional<Node> parent, String name) {
            this.parent = parent;
            this.name = name;
        }

        long size() {
            return size;
        }

        boolean isDirectory() {
            return directory;
        }

        boolean isLeaf() {
            return children.isEmpty();
        }

        boolean isWhiteout() {
            return name.startsWith(WHITEOUT);
        }

        /** With a whiteout's own prefix taken away, but not those of the directories above. */
        String path() {
            StringBuilder path = new StringBuilder(isWhiteout() ? name.substring(WHITEOUT.length()) : name);
            for (Optional<Node> at = parent; at.isPresent() && at.get().parent.isPresent(); at = at.get().parent) {
                path.insert(0, at.get().name + "/");
            }
            return path.toString();
        }

        /** Children first, in the order of their names; the root itself never. @return false where the visitor stopped it */
        boolean visit(Visitor visitor) {
            for (Node child : children.values().toArray(new Node[0])) {
                if (!child.visit(visitor)) {
                    return false;
                }
            }
            return parent.isEmpty() || visitor.visit(this);
        }

        /** The sizes of all nodes from here down. */
        long total() {
            long sum = size;
            for (Node child : children.values()) {
                sum += child.total();
            }
            return sum;
        }
    }

    /** @see Node#visit */
    interface Visitor {
        boolean visit(Node node);
    }

    private final Node root = new Node(Optional.empty(), "");

    Node root() {
        return root;
    }

    /** Puts what is known of an entry at its path, whatever is there; opaque whiteouts are passed over. */
    void add(String path, long size, boolean directory) {
        Node node = root;
        for (String name : path.split("/", -1)) {
            Node child = node.children.get(name);
            if (child == null) {
                if (name.startsWith(DOUBLE_WHITEOUT)) {
                    return;
                }
                child = new Node(Optional.of(node), name);
                node.children.put(name, child);
            }
            node = child;
        }
        if (node != root) {
            node.size = size;
            node.directory = directory;
        }
    }

    Optional<Node> find(String path) {
        Node node = root;
        for (String name : path.split("/", -1)) {
            Node child = name.isEmpty() ? node : node.children.get(name);
            if (child == null) {
                return Optional.empty();
            }
            node = child;
        }
        return Optional.of(node);
    }

    /** Puts a layer on top. */
    void stack(DiveTree upper) {
        upper.root.visit(node -> {
            if (node.isWhiteout()) {
                find(node.path())
                        .ifPresent(hidden -> hidden.parent.ifPresent(above -> above.children.remove(hidden.name)));
            } else {
                add(node.path(), node.size, node.directory);
            }
            return true;
        });
    }

    /** A tree of its own with all that this one has. */
    DiveTree copy() {
        DiveTree copy = new DiveTree();
        copyInto(root, copy.root);
        return copy;
    }

    private static void copyInto(Node from, Node to) {
        from.children.forEach((name, child) -> {
            Node node = new Node(Optional.of(to), name);
            node.size = child.size;
            node.directory = child.directory;
            to.children.put(name, node);
            copyInto(child, node);
        });
    }

    /** The leaves, in dive's order. */
    void leaves(Visitor visitor) {
        root.visit(node -> !node.isLeaf() || visitor.visit(node));
    }
}
