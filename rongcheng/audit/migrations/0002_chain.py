from django.db import migrations

# Events are chained when their transaction commits, not when they are written: the head's row lock
# is then the last lock a transaction takes and is held for a moment only, so that writers neither
# wait for a long import nor deadlock with each other.
FORWARD = r"""
CREATE TABLE audit_head (events bigint NOT NULL, last_hash bytea NOT NULL);
INSERT INTO audit_head VALUES (0, ''::bytea);

CREATE FUNCTION audit_hash(e audit_event) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(e.previous_hash || convert_to(jsonb_build_array(
    e.position, e.id, extract(epoch FROM e.at), e.actor, e.actor_name, e.act, e.subject_type,
    e.subject_id, e.place, e.reason, e.detail)::text, 'UTF8'))
$$;

CREATE FUNCTION audit_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := clock_timestamp();
  NEW.position := NULL;
  NEW.previous_hash := '';
  NEW.hash := '';
  RETURN NEW;
END $$;
CREATE TRIGGER audit_stamp BEFORE INSERT ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_stamp();

CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  e audit_event;
  head audit_head;
BEGIN
  -- the first event of a transaction chains all of its events, the others find that done
  SELECT * INTO STRICT e FROM audit_event WHERE id = NEW.id;
  IF e.position IS NOT NULL THEN
    IF e.hash IS DISTINCT FROM audit_hash(e) OR e.position > (SELECT events FROM audit_head) THEN
      RAISE EXCEPTION 'the audit trail is append-only: a forged event is refused';
    END IF;
    RETURN NULL;
  END IF;
  SELECT * INTO STRICT head FROM audit_head FOR UPDATE;
  FOR e IN SELECT * FROM audit_event WHERE position IS NULL ORDER BY id LOOP
    head.events := head.events + 1;
    e.position := head.events;
    e.previous_hash := head.last_hash;
    e.hash := audit_hash(e);
    UPDATE audit_event SET position = e.position, previous_hash = e.previous_hash, hash = e.hash
      WHERE id = e.id;
    head.last_hash := e.hash;
  END LOOP;
  UPDATE audit_head SET events = head.events, last_hash = head.last_hash;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON audit_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only: % on % refused', TG_OP, TG_TABLE_NAME;
END $$;
-- the one change allowed: an event that has no position yet gets it, with its hashes
CREATE TRIGGER audit_refuse_update BEFORE UPDATE ON audit_event FOR EACH ROW WHEN (
    OLD.position IS NOT NULL OR (NEW.id, NEW.at, NEW.actor, NEW.actor_name, NEW.act,
      NEW.subject_type, NEW.subject_id, NEW.place, NEW.reason, NEW.detail)
    IS DISTINCT FROM (OLD.id, OLD.at, OLD.actor, OLD.actor_name, OLD.act,
      OLD.subject_type, OLD.subject_id, OLD.place, OLD.reason, OLD.detail))
  EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_delete BEFORE DELETE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse BEFORE UPDATE OR DELETE ON audit_touched
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit_touched
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse BEFORE DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""

BACKWARD = """
DROP TRIGGER audit_refuse ON audit_touched;
DROP TRIGGER audit_refuse_truncate ON audit_touched;
DROP TRIGGER audit_refuse_truncate ON audit_event;
DROP TRIGGER audit_refuse_delete ON audit_event;
DROP TRIGGER audit_refuse_update ON audit_event;
DROP TRIGGER audit_chain ON audit_event;
DROP TRIGGER audit_stamp ON audit_event;
DROP TABLE audit_head;
DROP FUNCTION audit_refuse;
DROP FUNCTION audit_chain;
DROP FUNCTION audit_stamp;
DROP FUNCTION audit_hash;
"""


class Migration(migrations.Migration):
    """The chain itself: kept by the database, so that no code path can go round it."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
