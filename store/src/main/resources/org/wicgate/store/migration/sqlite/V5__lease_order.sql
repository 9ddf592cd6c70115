-- From here on a number means the same in both folders. Who is lent next: free for longest, then by name.
DROP INDEX pool_member_free;

CREATE INDEX pool_member_free ON pool_member (wwsf, lent_until, name);
