(* Cases on stdin, one a line; an answer a line on stdout. A number is a numerator and a denominator
   in binary, "-101/11".
     top-k K x...     top-k of x
     moments K x...   |x|^2, |E C|^2, |E C - x|^2, E|C - E C|^2 and E|C - x|^2 for C = rand-k(x) *)
open Reference

let rec nat_of n = if n = 0 then O else S (nat_of (n - 1))

(* Digits after the leading 1, most significant first. *)
let positive digits =
  let p = ref XH in
  String.iteri (fun i c -> if i > 0 then p := if c = '1' then XI !p else XO !p) digits;
  !p

let rational word =
  match String.split_on_char '/' word with
  | [ n; d ] ->
      let num =
        if n = "0" then Z0
        else if n.[0] = '-' then Zneg (positive (String.sub n 1 (String.length n - 1)))
        else Zpos (positive n)
      in
      { qnum = num; qden = positive d }
  | _ -> failwith word

let rec digits = function XH -> "1" | XO p -> digits p ^ "0" | XI p -> digits p ^ "1"

let text q =
  (match q.qnum with Z0 -> "0" | Zpos p -> digits p | Zneg p -> "-" ^ digits p)
  ^ "/" ^ digits q.qden

let answer line =
  match String.split_on_char ' ' line with
  | kind :: k :: x -> (
      let k = nat_of (int_of_string k) and x = List.map rational x in
      match kind with
      | "top-k" -> top_k k x
      | "moments" -> moments (rand_k k x) x
      | _ -> failwith kind)
  | _ -> failwith line

let () =
  try
    while true do
      print_endline (String.concat " " (List.map text (answer (read_line ()))))
    done
  with End_of_file -> ()
